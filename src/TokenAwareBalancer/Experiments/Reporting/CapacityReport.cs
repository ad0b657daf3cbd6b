using System.Globalization;
using TokenAwareBalancer.Bench.Reporting;
using TokenAwareBalancer.Experiments.Capacity;
using TokenAwareBalancer.Reporting;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>Prints what each policy can hold.</summary>
internal static class CapacityReport
{
    public static void Write(
        IReadOnlyList<CapacityAnswer> answers, CapacityQuestion question, ExperimentPlan plan, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{plan.Source.Description}.");
        output.WriteLine(question.RatePerSecond is { } rate
            ? $"The fewest engines, as in {plan.Fleet}, that hold {question.Condition} at "
                + $"{BenchFigures.Number(rate)} requests/s:"
            : $"The highest rate at which {plan.Fleet} holds {question.Condition}:");
        output.WriteLine();
        if (question.RatePerSecond is null)
            WriteRates(answers, output);
        else
            WriteEngines(answers, output);
        output.WriteLine();
        output.WriteLine(
            $"In each of {ExperimentLines.Seeds(plan)}, nothing refused, and no more under way at the end than chance "
            + "explains.");
        if (question.RatePerSecond is null && answers.Any(answer => !answer.IsBound))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"At least: {CapacitySearch.MostLoad:0.#} times the saturation held too, and no more was tried."));
        }

        output.WriteLine($"{answers.Sum(answer => answer.Runs)} simulations.");
    }

    private static void WriteRates(IReadOnlyList<CapacityAnswer> answers, TextWriter output)
    {
        var table = new TextTable("policy", "requests/s", "of saturation", "ttft mean", "ttft p99", "e2e mean", "runs");
        foreach (var answer in answers)
        {
            table.Add(answer.At is null
                ? [answer.Policy, "none", "", "", "", "", $"{answer.Runs}"]
                : [answer.Policy, Rate(answer),
                    BenchFigures.Percent(answer.At.Load!.Value), .. Latencies(answer), $"{answer.Runs}"]);
        }

        table.Write(output);
    }

    private static string Rate(CapacityAnswer answer) =>
        (answer.IsBound ? "" : "at least ") + BenchFigures.Number(answer.RatePerSecond);

    private static void WriteEngines(IReadOnlyList<CapacityAnswer> answers, TextWriter output)
    {
        var table = new TextTable("policy", "engines", "fleet", "ttft mean", "ttft p99", "e2e mean", "runs");
        foreach (var answer in answers)
        {
            table.Add(answer is { At: not null, Fleet: { } fleet }
                ? [answer.Policy, $"{fleet.Engines}", $"{fleet}", .. Latencies(answer), $"{answer.Runs}"]
                : [answer.Policy, $"none up to {CapacitySearch.MostEngines}", "", "", "", "", $"{answer.Runs}"]);
        }

        table.Write(output);
    }

    private static IEnumerable<string> Latencies(CapacityAnswer answer) =>
    [
        BenchFigures.Seconds(answer.At!.FirstToken!.AverageSeconds),
        BenchFigures.Seconds(answer.At.FirstToken.P99Seconds),
        BenchFigures.Seconds(answer.At.Whole!.AverageSeconds),
    ];
}
