using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Sources;

/// <summary>Requests that are drawn, without end.</summary>
/// <param name="Description">For the head of a report.</param>
/// <param name="Draw">Draws the next one.</param>
internal sealed class DrawnSource(string Description, Func<SeededRandom, SimulatedRequest> Draw) : RequestSource
{
    public const int UsualCount = 20_000;

    private const long LengthStream = -5;
    private const int SampleCount = 8000;
    private const int SampleSeed = 0;

    public override string Description { get; } = Description;

    public override bool HasTimes => false;

    public override int DefaultCount(bool atOwnTimes) => UsualCount;

    public override bool IsDrawn(bool atOwnTimes) => true;

    public override IReadOnlyList<SimulatedRequest> Take(int count, int seed, bool atOwnTimes)
    {
        var random = new SeededRandom(seed, LengthStream);
        return [.. Enumerable.Range(0, count).Select(_ => Draw(random))];
    }

    public override IReadOnlyList<SimulatedRequest> Sample() => Take(SampleCount, SampleSeed, atOwnTimes: false);
}
