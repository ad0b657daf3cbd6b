using TokenAwareBalancer.Demo.Scenarios;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Demo.Reporting;

/// <summary>What a reader of a table should know, and does not see in it.</summary>
internal static class Footnotes
{
    public static IEnumerable<string> Of(DemoScenario scenario, DemoResult result)
    {
        if (!scenario.IsStreaming)
        {
            yield return "(*) Not streamed: the first token comes with the whole answer.";
            var pair = (DemoPolicies.Ours, DemoPolicies.LeastTokens);
            yield return OnSameRule(result.Compare(scenario, pair, static cell => cell.WholeAnswer, Metric.Average));
        }
        if (scenario.Reported is { } reported)
            yield return OnArticle(reported);
    }

    public static string OnSameRule(PolicyComparison comparison)
    {
        var expectation = $"A prompt is then released when its answer ends, so {DemoPolicies.Ours} equals "
            + $"{DemoPolicies.LeastTokens}";
        var measured = $"their averages differ by {Figures.Change(comparison.Ratio)}";
        return comparison.Verdict == Verdict.Even
            ? $"{expectation}: {measured}, which is chance."
            : $"{expectation}; yet here {measured}: the machine or the balancer disturbed this run.";
    }

    private static string OnArticle(ReportedGain reported) =>
        $"The article reported {Figures.Percent(reported.Average)} on average and {Figures.Percent(reported.P90)} "
        + "at p90 against round robin; its backends slept concurrently, so nothing queued there.";
}
