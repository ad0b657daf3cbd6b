using System.Globalization;
using TokenAwareBalancer.Demo.Scenarios;
using TokenAwareBalancer.Reporting;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Demo.Reporting;

/// <summary>Prints what was measured, and what follows from it.</summary>
internal sealed class DemoReport
{
    private readonly DemoResult _result;
    private readonly TextWriter _output;

    public DemoReport(DemoResult result, TextWriter output)
    {
        _result = result;
        _output = output;
    }

    public void Write()
    {
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            Seconds, as if nothing had been sped up: the mean over seeds ± half of their range. Changes are
            against {DemoPolicies.Baseline} within a seed: their mean, and in brackets the least and the most.
            "Better" and "worse" is {PolicyComparison.SmallestPart:0 %} or more, and beyond the seeds' own spread (95 %).
            """));
        foreach (var scenario in _result.Scenarios)
            Write(scenario);
        WriteMachine();
    }

    private void Write(DemoScenario scenario)
    {
        _output.WriteLine();
        _output.WriteLine(scenario.Title);
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_result.SeedsOf(scenario).Count} seeds; sped up by {scenario.Speed} while it ran."));
        if (scenario.IsStreaming)
            WriteLatency(scenario, "first token", static cell => cell.FirstToken);
        WriteLatency(
            scenario,
            scenario.IsStreaming ? "whole answer" : "answer (*)",
            static cell => cell.WholeAnswer);
        foreach (var note in Footnotes.Of(scenario, _result))
            _output.WriteLine($"  {note}");
    }

    private void WriteLatency(DemoScenario scenario, string name, Func<CellResult, LatencySummary> latency)
    {
        _output.WriteLine();
        var table = new TextTable([name, .. Metric.All.Select(metric => metric.Name), "average", "p90"]);
        foreach (var policy in DemoPolicies.All)
            table.Add([policy, .. Figure(scenario, policy, latency), .. Changes(scenario, policy, latency)]);
        table.Write(_output);
        foreach (var line in Findings.Of(scenario, _result, latency))
            _output.WriteLine($"  {line}");
    }

    private IEnumerable<string> Figure(DemoScenario scenario, string policy, Func<CellResult, LatencySummary> latency)
    {
        var bySeed = _result.BySeed(scenario, policy, latency);
        return Metric.All.Select(metric => Figures.Seconds(SeedSpread.Of([.. bySeed.Select(metric.Of)])));
    }

    private IEnumerable<string> Changes(DemoScenario scenario, string policy, Func<CellResult, LatencySummary> latency)
    {
        Metric[] metrics = [Metric.Average, Metric.P90];
        return policy == DemoPolicies.Baseline
            ? metrics.Select(static _ => "")
            : metrics.Select(metric => Figures.Change(
                _result.Compare(scenario, (policy, DemoPolicies.Baseline), latency, metric).Ratio));
    }

    private void WriteMachine()
    {
        var machine = _result.Machine;
        _output.WriteLine();
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Measured in {machine.WallSeconds:0} s with {machine.CpuPart:0 %} of {machine.Cores} cores."));
        _output.WriteLine($"Timers were late by {Figures.Milliseconds(machine.Lateness.P50Seconds)} (p50), "
            + $"{Figures.Milliseconds(machine.Lateness.P99Seconds)} (p99).");
        if (machine.IsTooBusy)
            _output.WriteLine("The machine was too busy to trust small differences: its delays are part of the times.");
        if (_result.Seeds.Count == 1)
            _output.WriteLine("One seed says nothing about its luck: use --seeds.");
    }
}
