using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Experiments.Fleets;

/// <summary>The engines of an experiment: so many of each kind.</summary>
/// <param name="Parts">One or more, each of another kind.</param>
internal sealed record ExperimentFleet(IReadOnlyList<(HardwareProfile Profile, int Count)> Parts)
{
    public int Engines => Parts.Sum(part => part.Count);

    public IReadOnlyList<SimulatedBackend> Backends { get; } =
        [.. Parts.SelectMany(part => SimulatedBackend.Repeat(part.Profile, part.Count))];

    /// <summary>The fewest engines in the same proportions.</summary>
    public ExperimentFleet Smallest()
    {
        var divisor = Parts.Select(part => part.Count).Aggregate(GreatestCommonDivisor);
        return new([.. Parts.Select(part => (part.Profile, part.Count / divisor))]);
    }

    public ExperimentFleet Times(int factor) => new([.. Parts.Select(part => (part.Profile, part.Count * factor))]);

    /// <summary>The same engines with KV caches of another size.</summary>
    public ExperimentFleet WithKv(long kvTokens) =>
        new([.. Parts.Select(part => (part.Profile with { KvTokens = kvTokens }, part.Count))]);

    public override string ToString() => string.Join(",", Parts.Select(part => $"{part.Count}x{part.Profile.Name}"));

    private static int GreatestCommonDivisor(int one, int other) =>
        other == 0 ? one : GreatestCommonDivisor(other, one % other);
}
