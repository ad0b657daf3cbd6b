using System.Text.Json;
using System.Text.Json.Serialization;
using TokenAwareBalancer.Demo.Scenarios;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Demo.Reporting;

/// <summary>The results as JSON; all times are seconds.</summary>
internal static class DemoJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // Of one seed the error of the mean is infinite, which JSON has no number for: "Infinity".
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly (string Name, Func<CellResult, LatencySummary> Of)[] Latencies =
        [("firstToken", static cell => cell.FirstToken), ("wholeAnswer", static cell => cell.WholeAnswer)];

    public static string Write(DemoResult result) => JsonSerializer.Serialize(
        new
        {
            Ours = DemoPolicies.Ours,
            DemoPolicies.Baseline,
            result.Seeds,
            result.Machine,
            Scenarios = result.Scenarios.Select(scenario => Describe(scenario, result)),
        },
        Options);

    private static object Describe(DemoScenario scenario, DemoResult result) => new
    {
        scenario.Name,
        scenario.Title,
        scenario.Engines,
        scenario.Speed,
        scenario.IsStreaming,
        scenario.Reported,
        Cells = result.Cells.Where(cell => cell.Key.Scenario == scenario.Name)
            .Select(cell => new { cell.Key.Policy, cell.Key.Seed, cell.FirstToken, cell.WholeAnswer }),
        Changes = from policy in DemoPolicies.All
                  where policy != DemoPolicies.Baseline
                  from latency in Latencies
                  from metric in Metric.All
                  select Compare(scenario, result, (policy, DemoPolicies.Baseline), latency, metric),
        Findings = from rival in DemoPolicies.All
                   where rival != DemoPolicies.Ours
                   from latency in Latencies
                   from metric in Metric.All
                   select Compare(scenario, result, (DemoPolicies.Ours, rival), latency, metric),
    };

    private static object Compare(
        DemoScenario scenario,
        DemoResult result,
        (string Policy, string Rival) pair,
        (string Name, Func<CellResult, LatencySummary> Of) latency,
        Metric metric)
    {
        var comparison = result.Compare(scenario, pair, latency.Of, metric);
        return new
        {
            pair.Policy,
            Against = pair.Rival,
            Latency = latency.Name,
            Metric = metric.Name,
            comparison.Ratio,
            comparison.Verdict,
        };
    }
}
