using System.Globalization;
using TokenAwareBalancer.Bench.Comparing;
using TokenAwareBalancer.Reporting;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Bench.Reporting;

/// <summary>Prints what was measured.</summary>
internal sealed class BenchReport
{
    private static readonly string[] LatencyHeads = ["mean", "p50", "p90", "p99"];

    private readonly BenchResult _result;
    private readonly TextWriter _output;

    public BenchReport(BenchResult result, TextWriter output)
    {
        _result = result;
        _output = output;
    }

    public void Write()
    {
        var plan = _result.Plan;
        _output.WriteLine();
        _output.WriteLine($"{plan.Workload.Description}; {plan.Pace}; model {plan.Model}; seed {Whole(plan.Seed)}.");
        if (_result.IsStopped)
            _output.WriteLine("Stopped by hand: what was under way is cancelled, and the last block is not whole.");
        foreach (var target in _result.Targets)
            WriteTarget(target, _result.SummaryOf(target));
        if (_result.Targets.Count() > 1)
            WriteComparisons();
    }

    private void WriteTarget(string name, TargetSummary summary)
    {
        _output.WriteLine();
        _output.WriteLine(name);
        WriteCounts(summary);
        WriteLatencies(summary);
        if (summary.GoodPart is { } goodPart)
        {
            Line("goodput", $"{BenchFigures.Number(summary.GoodPerSecond!.Value)} requests/s, "
                + $"{BenchFigures.Percent(goodPart)} of all, kept {_result.Plan.Objective}");
        }
        if (summary.Backends.Count > 0)
            Line("backends", Shares(summary));
        foreach (var line in GeneratorLines.Of(summary, _result.Plan))
            Line("generator", line);
    }

    private void WriteLatencies(TargetSummary summary)
    {
        (string Name, LatencySummary? Latency)[] rows =
        [
            ("time to first token", summary.FirstToken),
            ("time per output token", summary.PerOutputToken),
            ("gap between tokens", summary.Gap),
            ("longest gap", summary.LongestGap),
            ("end to end", summary.EndToEnd),
        ];
        var table = new TextTable(["", .. LatencyHeads]);
        foreach (var (name, latency) in rows)
        {
            if (latency is not null)
                table.Add([name, .. BenchFigures.Seconds(latency)]);
        }
        _output.WriteLine();
        table.Write(_output);
        _output.WriteLine();
    }

    private void WriteCounts(TargetSummary summary)
    {
        Line("requests", $"{Whole(summary.Requests)} measured in {BenchFigures.Seconds(summary.MeasuredSeconds)}: "
            + $"{Whole(summary.Complete)} complete ({BenchFigures.Number(summary.RequestsPerSecond)}/s), "
            + $"{Whole(summary.Errors.Sum(static error => error.Value))} errors"
            + (summary.Cancelled > 0 ? $", {Whole(summary.Cancelled)} cancelled at the end of the run" : ""));
        if (summary.Errors.Count > 0)
            Line("errors", string.Join(", ", summary.Errors.Select(error => $"{error.Key}: {Whole(error.Value)}")));
        Line("tokens", $"{Whole(summary.PromptTokens)} in, {Whole(summary.OutputTokens)} out "
            + $"({BenchFigures.Number(summary.OutputTokensPerSecond)}/s; {TokenSource(summary)})");
    }

    private void WriteComparisons()
    {
        var baseline = _result.Plan.Baseline;
        if (!_result.Targets.Contains(baseline))
            return;
        TargetComparison[] comparisons =
        [
            .. _result.Targets.Where(target => target != baseline)
                .Select(target => new TargetComparison(_result, target, baseline)),
        ];
        _output.WriteLine();
        _output.WriteLine($"Ratios to {baseline}: below 1 is less than {baseline}. {Explain(comparisons[0].Method)}");
        _output.WriteLine();
        var table = new TextTable(["", .. LatencyHeads]);
        foreach (var comparison in comparisons)
        {
            foreach (var latency in ComparedLatency.All)
            {
                table.Add([
                    $"{comparison.Target}, {latency.Name}",
                    .. comparison.Compare(latency).Select(BenchFigures.Ratio)]);
            }
            if (comparison.CompareGoodput() is { } goodput)
                table.Add($"{comparison.Target}, goodput (more is better)", BenchFigures.Ratio(goodput), "", "", "");
        }
        table.Write(_output);
        WriteUnequalErrors();
    }

    private void WriteUnequalErrors()
    {
        var parts = _result.Targets.Select(_result.SummaryOf).Select(static summary =>
            (double)summary.Errors.Sum(static error => error.Value) / Math.Max(1, summary.Requests)).ToArray();
        // A hundredth is what a p99 consists of.
        if (parts.Max() - parts.Min() > 0.01)
            _output.WriteLine("Targets differ in errors, and latencies are of complete answers: compare goodput.");
    }

    private void Line(string name, string text) => _output.WriteLine($"  {name,-9}  {text}");

    private static string Explain(ComparisonMethod method) => method == ComparisonMethod.Repeats
        ? "In brackets: 95 %, from the spread of the repeats (Student's t)."
        : $"In brackets: 95 %, from pairs of requests (bootstrap); it does not know what would differ the next "
            + $"time: use --repeats {RatioInterval.FewestRepeats} or more.";

    private static string Shares(TargetSummary summary) => string.Join(", ", summary.Backends
        .OrderBy(static backend => backend.Key, StringComparer.Ordinal)
        .Select(backend => $"{backend.Key} {BenchFigures.Percent((double)backend.Value / summary.Complete)}"));

    private static string TokenSource(TargetSummary summary) => summary.AnswersWithUsage switch
    {
        0 => "counted as events with content",
        var all when all == summary.Complete => "as the answers' usage says",
        var some => $"usage of {Whole(some)} answers, events of the others",
    };

    private static string Whole(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
