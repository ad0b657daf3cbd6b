using System.Globalization;
using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Simulating.Arriving;

namespace TokenAwareBalancer.Experiments;

/// <summary>How requests arrive: at their own times, or with gaps that are drawn.</summary>
/// <param name="Variation">
/// Standard deviation of the gaps over their mean: 1 is Poisson, independent users; more is burstier. Null is the
/// trace's own times.
/// </param>
internal sealed record ArrivalPattern(double? Variation)
{
    public static ArrivalPattern Trace { get; } = new((double?)null);

    public static ArrivalPattern Poisson { get; } = new(1.0);

    public bool IsTrace => Variation is null;

    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public static ArrivalPattern Parse(string text) => text switch
    {
        "trace" => Trace,
        "poisson" => Poisson,
        _ when text.StartsWith("gamma:", StringComparison.Ordinal)
            && double.TryParse(
                text["gamma:".Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out var variation)
            && variation is > 0 and <= 20 => new ArrivalPattern(variation),
        _ => throw new FormatException(
            $"\"{text}\": expected trace, poisson, or gamma:CV with a coefficient of variation up to 20, as gamma:2"),
    };

    /// <summary>Gives requests their times.</summary>
    /// <param name="requests">In order.</param>
    /// <param name="ratePerSecond">Null leaves their own times.</param>
    /// <param name="seed">Decides the gaps.</param>
    public IReadOnlyList<SimulatedRequest> Arrange(
        IReadOnlyList<SimulatedRequest> requests, double? ratePerSecond, int seed) => (Variation, ratePerSecond) switch
        {
            (null, null) => requests,
            (null, { } rate) => Arrivals.Scale(requests, rate),
            (1.0, { } rate) => Arrivals.Poisson(requests, rate, seed),
            ({ } variation, { } rate) => Arrivals.Gamma(requests, rate, variation, seed),
            _ => throw new ArgumentException("Gaps that are drawn need a rate.", nameof(ratePerSecond)),
        };

    public override string ToString() => Variation switch
    {
        null => "trace",
        1.0 => "poisson",
        { } variation => string.Create(CultureInfo.InvariantCulture, $"gamma:{variation}"),
    };
}
