using System.Globalization;
using TokenAwareBalancer.Load;

namespace TokenAwareBalancer.Bench.Reporting;

/// <summary>One row for each request, those that failed or are not measured included.</summary>
internal static class BenchCsv
{
    private const string Heads = "target,repeat,index,measured,end,status,backend,streamed,prompt_tokens,output_tokens,"
        + "output_tokens_from,due_seconds,send_lag_seconds,ttft_seconds,tpot_seconds,longest_gap_seconds,e2e_seconds";

    public static void Write(BenchResult result, TimeProvider time, TextWriter output)
    {
        output.WriteLine(Heads);
        foreach (var block in result.Blocks)
        {
            foreach (var timing in block.Timings)
                output.WriteLine(string.Join(',', Cells(block, timing, time)));
        }
    }

    private static IEnumerable<string> Cells(BenchBlock block, AnswerTiming timing, TimeProvider time) =>
    [
        Quote(block.Target),
        Write($"{block.Repeat + 1}"),
        Write($"{timing.Index}"),
        timing.IsMeasured ? "1" : "0",
        timing.EndName,
        timing.Status == 0 ? "" : Write($"{timing.Status}"),
        Quote(timing.Backend ?? ""),
        timing.IsStreamed ? "1" : "0",
        Write($"{timing.PromptTokens}"),
        timing.IsComplete ? Write($"{timing.OutputTokens}") : "",
        !timing.IsComplete ? "" : timing.UsageOutputTokens is null ? "events" : "usage",
        Seconds(time.GetElapsedTime(block.StartTimestamp, timing.DueTimestamp)),
        Seconds(timing.SendLag),
        timing is { IsComplete: true, IsStreamed: true } ? Seconds(timing.FirstToken) : "",
        timing.IsComplete && timing.TimePerOutputToken is { } perToken ? Seconds(perToken) : "",
        timing is { IsComplete: true, ContentEvents: > 1 } ? Seconds(timing.LongestGap) : "",
        Seconds(timing.WholeAnswer),
    ];

    private static string Seconds(TimeSpan time) => Write($"{time.TotalSeconds:0.000000}");

    /// <summary>A server names its backends, and may use a comma.</summary>
    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
