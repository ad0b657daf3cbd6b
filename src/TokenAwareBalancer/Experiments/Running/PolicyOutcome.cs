using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>One policy at one load: its runs of all seeds together.</summary>
internal sealed class PolicyOutcome
{
    public PolicyOutcome(IReadOnlyList<RunOutcome> runs)
    {
        Runs = runs;
        (FirstToken, FirstTokenCurve) = Summarize(ExperimentLatency.FirstToken);
        (PerToken, _) = Summarize(ExperimentLatency.PerToken);
        (Whole, WholeCurve) = Summarize(ExperimentLatency.Whole);
    }

    /// <summary>By seed.</summary>
    public IReadOnlyList<RunOutcome> Runs { get; private set; }

    public string Policy => Runs[0].Key.Policy;

    public double? Load => Runs[0].Key.Load;

    public double RatePerSecond => Runs.Average(run => run.RatePerSecond);

    /// <summary>Null when nothing was answered.</summary>
    public LatencySummary? FirstToken { get; }

    public LatencyCurve FirstTokenCurve { get; }

    /// <summary>Null when no answer has two tokens.</summary>
    public LatencySummary? PerToken { get; }

    public LatencySummary? Whole { get; }

    public LatencyCurve WholeCurve { get; }

    public int Measured => Runs.Sum(run => run.Measured);

    public int Refused => Runs.Sum(run => run.Refused);

    /// <summary>The part that kept the objective, of all that were measured.</summary>
    public double GoodPart => (double)Runs.Sum(run => run.Good) / Measured;

    /// <summary>Of the prompt tokens of complete answers; null when there are none.</summary>
    public double? HitShare => Runs.Sum(run => run.PromptTokens) is > 0 and var promptTokens
        ? (double)Runs.Sum(run => run.CachedTokens) / promptTokens
        : null;

    public long Preemptions => Runs.Sum(run => run.Preemptions);

    public double HeldPart => (double)Runs.Sum(run => run.Held) / Measured;

    public bool IsGrowing => Runs.Any(run => run.Growth.IsGrowing);

    /// <summary>Whether engines were filling for too much of a run to tell what they are like when full.</summary>
    public bool IsTooShort => Runs.Any(run => run.Growth.IsTooShort);

    public double IsolatedFirstTokenSeconds => Answered().Average(run => run.Isolated.FirstTokenSeconds);

    public double IsolatedWholeSeconds => Answered().Average(run => run.Isolated.WholeSeconds);

    /// <summary>The part of all answers, by backend.</summary>
    public double[] Shares()
    {
        var answers = Runs[0].Answers.Select((_, place) => Runs.Sum(run => run.Answers[place])).ToArray();
        return [.. answers.Select(count => (double)count / Math.Max(1, answers.Sum()))];
    }

    /// <summary>Forgets what grows with the requests, once all is told that is told of it.</summary>
    public void Release() => Runs = [.. Runs.Select(run => run with { Latencies = null, Records = null })];

    private IEnumerable<RunOutcome> Answered() =>
        Runs.Where(run => run.Refused < run.Measured).DefaultIfEmpty(Runs[0]);

    private (LatencySummary?, LatencyCurve) Summarize(ExperimentLatency latency)
    {
        double[] sorted = [.. Runs.SelectMany(latency.OfRun).Where(one => !double.IsNaN(one))];
        Array.Sort(sorted);
        return (sorted.Length > 0 ? LatencySummary.OfSorted(sorted) : null, LatencyCurve.Of(sorted));
    }
}
