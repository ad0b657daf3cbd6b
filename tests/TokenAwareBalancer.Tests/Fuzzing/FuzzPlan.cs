using System.Globalization;

namespace TokenAwareBalancer.Fuzzing;

/// <summary>How long to send at random, and from which seed.</summary>
/// <remarks>
/// <c>BALANCER_FUZZ_SEED</c> repeats a fresh run, whose seed every failure names. <c>BALANCER_FUZZ_SECONDS</c> makes it
/// longer, 8 if it is not set. Each trial draws from the seed and its own number, so that it is the same however many
/// run at once.
/// </remarks>
internal sealed record FuzzPlan(int Seed, TimeSpan Duration)
{
    public const string Fixed = "fixed";
    public const string Fresh = "fresh";

    private const string SeedVariable = "BALANCER_FUZZ_SEED";
    private const string SecondsVariable = "BALANCER_FUZZ_SECONDS";
    private const int DefaultSeconds = 8;

    /// <param name="kind">One of the two.</param>
    public static FuzzPlan Of(string kind) => kind == Fixed
        ? new FuzzPlan(1, TimeSpan.FromSeconds(DefaultSeconds))
        : new FuzzPlan(
            Number(SeedVariable) ?? Random.Shared.Next(),
            TimeSpan.FromSeconds(Number(SecondsVariable) ?? DefaultSeconds));

    public Random Trial(long number) => new(unchecked((Seed * 1_000_003) + (int)number));

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{SeedVariable}={Seed} {SecondsVariable}={Duration.TotalSeconds}");

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
