using TokenAwareBalancer.Load;

namespace TokenAwareBalancer.Bench;

/// <summary>What one target showed in one repeat.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Repeat">From 0.</param>
/// <param name="StartTimestamp">When the load began.</param>
/// <param name="Timings">Of all requests, in the order of the list.</param>
/// <param name="Gaps">Between the contents of complete, measured answers.</param>
/// <param name="Cpu">What this process used meanwhile.</param>
internal sealed record BenchBlock(
    string Target,
    int Repeat,
    long StartTimestamp,
    IReadOnlyList<AnswerTiming> Timings,
    LatencyHistogram Gaps,
    TimeSpan Cpu)
{
    public IEnumerable<AnswerTiming> Measured => Timings.Where(static timing => timing.IsMeasured);
}
