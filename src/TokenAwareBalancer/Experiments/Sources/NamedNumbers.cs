using System.Globalization;
using TokenAwareBalancer.Configuration.Binding;

namespace TokenAwareBalancer.Experiments.Sources;

/// <summary>Numbers with names, as in <c>in=400,out=150,sigma=1</c>.</summary>
internal sealed class NamedNumbers
{
    private readonly Dictionary<string, double> _numbers = [];

    private NamedNumbers()
    {
    }

    public double this[string name] => _numbers[name];

    public int Whole(string name) => (int)Math.Round(_numbers[name]);

    /// <summary>Reads a list of <c>NAME=NUMBER</c>.</summary>
    /// <param name="text">May be empty.</param>
    /// <param name="known">What may be given, its default, and the least and the most that it may be.</param>
    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public static NamedNumbers Parse(
        string text, params (string Name, double Default, double Least, double Most)[] known)
    {
        var numbers = new NamedNumbers();
        foreach (var (name, value, _, _) in known)
            numbers._numbers[name] = value;
        var names = known.Select(one => one.Name).ToArray();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim()) : (part, "");
            if (!names.Contains(name))
                throw new FormatException(
                    $"\"{name}\" is not known{NearestName.Hint(name, names)}; expected {NearestName.OneOf(names)}");
            numbers._numbers[name] = Number(part, value, Array.Find(known, one => one.Name == name));
        }

        return numbers;
    }

    private static double Number(
        string part, string text, (string Name, double Default, double Least, double Most) known) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number >= known.Least && number <= known.Most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                $"\"{part}\": expected {known.Name}=NUMBER from {known.Least:0.########} to {known.Most:0.########}"));
}
