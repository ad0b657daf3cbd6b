using System.Diagnostics;
using TokenAwareBalancer.Load;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Bench;

/// <summary>What is told of one target, over one block or several. All times are seconds.</summary>
/// <remarks>
/// Latencies are those of complete answers, all percentiles exact, but for the gaps' (0.4 %). Rates are per second of
/// measuring: in each block from when the first measured request was due until the last of them ended.
/// </remarks>
internal sealed record TargetSummary
{
    /// <summary>Measured requests that were due.</summary>
    public required int Requests { get; init; }

    public required int Complete { get; init; }

    /// <summary>Measured requests that the end of the run cut off: neither complete nor errors.</summary>
    public required int Cancelled { get; init; }

    /// <summary>By kind, the most frequent first.</summary>
    public required IReadOnlyList<KeyValuePair<string, int>> Errors { get; init; }

    public required double MeasuredSeconds { get; init; }

    public required long PromptTokens { get; init; }

    public required long OutputTokens { get; init; }

    /// <summary>Complete answers whose output tokens are the server's own number.</summary>
    public required int AnswersWithUsage { get; init; }

    /// <summary>Null when nothing was streamed, and so on below.</summary>
    public LatencySummary? FirstToken { get; init; }

    public LatencySummary? PerOutputToken { get; init; }

    public LatencySummary? Gap { get; init; }

    public LatencySummary? LongestGap { get; init; }

    public LatencySummary? EndToEnd { get; init; }

    /// <summary>How late this client sent, errors included.</summary>
    public LatencySummary? SendLag { get; init; }

    /// <summary>Answers that kept the objective; null without one.</summary>
    public int? Good { get; init; }

    /// <summary>Complete answers by backend, where answers name one.</summary>
    public required IReadOnlyList<KeyValuePair<string, int>> Backends { get; init; }

    public required double CpuSeconds { get; init; }

    /// <summary>All requests of the blocks, those before measuring included: what the CPU time was spent on.</summary>
    public required int RequestsSent { get; init; }

    /// <summary>Events with content of all of them.</summary>
    public required long ContentEvents { get; init; }

    public double RequestsPerSecond => PerSecond(Complete);

    public double OutputTokensPerSecond => PerSecond(OutputTokens);

    public double? GoodPerSecond => Good is { } good ? PerSecond(good) : null;

    /// <summary>Of all that were due, errors and what was cut off included.</summary>
    public double? GoodPart => Good is { } good && Requests > 0 ? (double)good / Requests : null;

    public double CpuSecondsPerThousandRequests => RequestsSent == 0 ? 0 : CpuSeconds / RequestsSent * 1000;

    public static TargetSummary Of(IReadOnlyList<BenchBlock> blocks, ServiceObjective? objective)
    {
        var measured = blocks.SelectMany(static block => block.Measured).ToArray();
        var complete = measured.Where(static timing => timing.IsComplete).ToArray();
        var streamed = complete.Where(static timing => timing.IsStreamed).ToArray();
        var sent = blocks.SelectMany(static block => block.Timings)
            .Where(static timing => timing.End != AnswerEnd.NotSent).ToArray();
        return new TargetSummary
        {
            Requests = measured.Length,
            Complete = complete.Length,
            Cancelled = measured.Count(static timing => timing.End == AnswerEnd.Cancelled),
            Errors = Count(measured.Where(IsError), static timing => timing.EndName),
            MeasuredSeconds = blocks.Sum(MeasuredSecondsOf),
            PromptTokens = complete.Sum(static timing => (long)timing.PromptTokens),
            OutputTokens = complete.Sum(static timing => timing.OutputTokens),
            AnswersWithUsage = complete.Count(static timing => timing.UsageOutputTokens is not null),
            FirstToken = Summarize(streamed.Select(static timing => timing.FirstToken)),
            PerOutputToken = Summarize(streamed.Select(static timing => timing.TimePerOutputToken).OfType<TimeSpan>()),
            Gap = Summarize(blocks),
            LongestGap = Summarize(
                streamed.Where(static timing => timing.ContentEvents > 1).Select(static timing => timing.LongestGap)),
            EndToEnd = Summarize(complete.Select(static timing => timing.WholeAnswer)),
            SendLag = Summarize(sent.Where(static timing => timing.IsMeasured).Select(static timing => timing.SendLag)),
            Good = objective is null ? null : complete.Count(objective.IsMet),
            Backends = Count(
                complete.Where(static timing => timing.Backend is not null), static timing => timing.Backend!),
            CpuSeconds = blocks.Sum(static block => block.Cpu.TotalSeconds),
            RequestsSent = sent.Length,
            ContentEvents = sent.Sum(static timing => (long)timing.ContentEvents),
        };
    }

    private double PerSecond(double number) => MeasuredSeconds > 0 ? number / MeasuredSeconds : 0;

    private static bool IsError(AnswerTiming timing) => !timing.IsComplete && timing.End != AnswerEnd.Cancelled;

    private static double MeasuredSecondsOf(BenchBlock block)
    {
        var firstTimestamp = long.MaxValue;
        var lastTimestamp = long.MinValue;
        foreach (var timing in block.Measured)
        {
            var endTimestamp = timing.DueTimestamp + (long)(timing.WholeAnswer.TotalSeconds * Stopwatch.Frequency);
            firstTimestamp = Math.Min(firstTimestamp, timing.DueTimestamp);
            // One that timed out after ten minutes does not make a minute of load ten times as long.
            lastTimestamp = Math.Max(lastTimestamp, timing.IsComplete ? endTimestamp : timing.DueTimestamp);
        }
        return lastTimestamp < firstTimestamp ? 0 : (lastTimestamp - firstTimestamp) / (double)Stopwatch.Frequency;
    }

    private static LatencySummary? Summarize(IEnumerable<TimeSpan> times)
    {
        double[] seconds = [.. times.Select(static time => time.TotalSeconds)];
        return seconds.Length == 0 ? null : LatencySummary.Of(seconds);
    }

    private static LatencySummary? Summarize(IReadOnlyList<BenchBlock> blocks)
    {
        var gaps = new LatencyHistogram();
        foreach (var block in blocks)
            gaps.Add(block.Gaps);
        return gaps.Count == 0 ? null : new LatencySummary(
            gaps.MeanSeconds,
            gaps.PercentileSeconds(0.5),
            gaps.PercentileSeconds(0.9),
            gaps.PercentileSeconds(0.99));
    }

    private static KeyValuePair<string, int>[] Count(
        IEnumerable<AnswerTiming> timings, Func<AnswerTiming, string> nameOf) =>
        [.. timings.CountBy(nameOf).OrderByDescending(static one => one.Value).ThenBy(static one => one.Key)];
}
