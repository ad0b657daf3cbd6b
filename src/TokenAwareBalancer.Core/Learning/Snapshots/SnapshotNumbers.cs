using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Learning.Snapshots;

/// <summary>Checks the numbers of a snapshot, which may come from a file that somebody has edited.</summary>
internal static class SnapshotNumbers
{
    /// <summary>No sum of what is learned comes near it, and squares of it are still numbers.</summary>
    private const double Most = 1e30;

    /// <exception cref="InvalidDataException">It is not a number, or so large that nothing could have made it.</exception>
    public static double Checked(double number, [CallerArgumentExpression(nameof(number))] string name = "") =>
        Math.Abs(number) <= Most ? number : throw Wrong(name, number, "no number that can have been learned");

    /// <exception cref="InvalidDataException">The same, or it is below 0.</exception>
    public static double NotNegative(double number, [CallerArgumentExpression(nameof(number))] string name = "") =>
        Checked(number, name) >= 0 ? number : throw Wrong(name, number, "below 0");

    /// <exception cref="InvalidDataException">The same, or it is 0.</exception>
    public static double Positive(double number, [CallerArgumentExpression(nameof(number))] string name = "") =>
        NotNegative(number, name) > 0 ? number : throw Wrong(name, number, "not above 0");

    private static InvalidDataException Wrong(string name, double number, string fault) => new(
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} is {number}, which is {fault}"));
}
