using System.Diagnostics;
using TokenAwareBalancer.Load;

namespace TokenAwareBalancer.Bench;

/// <summary>Timings as a load would have yielded them.</summary>
internal static class TestTimings
{
    /// <summary>A stream of eleven tokens, a tenth of a second each, due a second after the one before.</summary>
    public static AnswerTiming Complete(int index, double firstTokenSeconds = 0.5) => new()
    {
        Index = index,
        DueTimestamp = index * Stopwatch.Frequency,
        IsMeasured = true,
        End = AnswerEnd.Complete,
        Status = 200,
        IsStreamed = true,
        PromptTokens = 100,
        FirstToken = TimeSpan.FromSeconds(firstTokenSeconds),
        LastToken = TimeSpan.FromSeconds(firstTokenSeconds + 1),
        WholeAnswer = TimeSpan.FromSeconds(firstTokenSeconds + 1.1),
        LongestGap = TimeSpan.FromSeconds(0.3),
        ContentEvents = 11,
    };

    public static AnswerTiming Failed(int index, AnswerEnd end, int status = 0) => Complete(index) with
    {
        End = end,
        Status = status,
        FirstToken = TimeSpan.Zero,
        WholeAnswer = TimeSpan.FromSeconds(99),
    };

    public static BenchBlock Block(string target, int repeat, params IReadOnlyList<AnswerTiming> timings) =>
        new(target, repeat, 0, timings, new LatencyHistogram(), TimeSpan.FromSeconds(2));
}
