using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>One policy at one load: its runs of all seeds together.</summary>
internal sealed class PolicyOutcome
{
    public PolicyOutcome(IReadOnlyList<RunOutcome> runs)
    {
        Runs = runs;
        FirstToken = Summarize(run => run.FirstTokenSeconds);
        PerToken = Summarize(run => run.PerTokenSeconds);
        Whole = Summarize(run => run.WholeSeconds);
    }

    /// <summary>By seed.</summary>
    public IReadOnlyList<RunOutcome> Runs { get; }

    public string Policy => Runs[0].Key.Policy;

    public double? Load => Runs[0].Key.Load;

    public double RatePerSecond => Runs.Average(run => run.RatePerSecond);

    /// <summary>Null when nothing was answered.</summary>
    public LatencySummary? FirstToken { get; }

    /// <summary>Null when no answer has two tokens.</summary>
    public LatencySummary? PerToken { get; }

    public LatencySummary? Whole { get; }

    public int Measured => Runs.Sum(run => run.Measured);

    public int Refused => Runs.Sum(run => run.Refused);

    /// <summary>The part that kept the objective, of all that were measured.</summary>
    public double GoodPart => (double)Runs.Sum(run => run.Good) / Measured;

    public double HitShare => (double)Runs.Sum(run => run.CachedTokens) / Runs.Sum(run => run.PromptTokens);

    public long Preemptions => Runs.Sum(run => run.Preemptions);

    public double HeldPart => (double)Runs.Sum(run => run.Held) / Measured;

    public bool IsGrowing => Runs.Any(run => run.Growth.IsGrowing);

    public double IsolatedFirstTokenSeconds => Answered().Average(run => run.Isolated.FirstTokenSeconds);

    public double IsolatedWholeSeconds => Answered().Average(run => run.Isolated.WholeSeconds);

    /// <summary>The part of all answers, by backend.</summary>
    public double[] Shares()
    {
        var answers = Runs[0].Answers.Select((_, place) => Runs.Sum(run => run.Answers[place])).ToArray();
        return [.. answers.Select(count => (double)count / Math.Max(1, answers.Sum()))];
    }

    private IEnumerable<RunOutcome> Answered() =>
        Runs.Where(run => run.Refused < run.Measured).DefaultIfEmpty(Runs[0]);

    private LatencySummary? Summarize(Func<RunOutcome, double[]> of)
    {
        double[] seconds = [.. Runs.SelectMany(of).Where(one => !double.IsNaN(one))];
        return seconds.Length > 0 ? LatencySummary.Of(seconds) : null;
    }
}
