using TokenAwareBalancer.Demo.Scenarios;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Demo.Reporting;

/// <summary>Says where our policy is better, even or worse than each other: from the numbers alone.</summary>
internal static class Findings
{
    private static readonly (Verdict Verdict, string Word)[] Words =
        [(Verdict.Better, "better"), (Verdict.Even, "not clearly different"), (Verdict.Worse, "worse")];

    public static IEnumerable<string> Of(
        DemoScenario scenario, DemoResult result, Func<CellResult, LatencySummary> latency) =>
        DemoPolicies.All.Where(rival => rival != DemoPolicies.Ours).Select(rival => Describe(
            rival,
            [.. Metric.All.Select(metric =>
                (metric, result.Compare(scenario, (DemoPolicies.Ours, rival), latency, metric)))]));

    public static string Describe(string rival, IReadOnlyList<(Metric Metric, PolicyComparison Comparison)> comparisons)
    {
        var groups = Words.Select(word => (word.Word, Found: comparisons
            .Where(one => one.Comparison.Verdict == word.Verdict)
            .Select(one => $"{one.Metric.Name} {Figures.Percent(one.Comparison.Ratio.Mean - 1)}").ToArray()));
        return $"{DemoPolicies.Ours} against {rival}: " + string.Join("; ", groups
            .Where(group => group.Found.Length > 0)
            .Select(group => $"{group.Word} in {string.Join(", ", group.Found)}"));
    }
}
