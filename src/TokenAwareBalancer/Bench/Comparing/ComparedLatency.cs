using TokenAwareBalancer.Load;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Bench.Comparing;

/// <summary>One of the latencies that targets are compared by.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Key">In JSON.</param>
/// <param name="OfSummary">Over many answers.</param>
/// <param name="OfTiming">Of one complete answer, in seconds; null when it has none.</param>
internal sealed record ComparedLatency(
    string Name,
    string Key,
    Func<TargetSummary, LatencySummary?> OfSummary,
    Func<AnswerTiming, double?> OfTiming)
{
    public static IReadOnlyList<ComparedLatency> All { get; } =
    [
        new(
            "time to first token",
            "firstToken",
            static summary => summary.FirstToken,
            static timing => timing.IsStreamed ? timing.FirstToken.TotalSeconds : null),
        new(
            "time per output token",
            "perOutputToken",
            static summary => summary.PerOutputToken,
            static timing => timing.TimePerOutputToken?.TotalSeconds),
        new(
            "end to end",
            "endToEnd",
            static summary => summary.EndToEnd,
            static timing => timing.WholeAnswer.TotalSeconds),
    ];
}
