using TokenAwareBalancer.Bench;
using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>Takes from the records of a run what is told of it.</summary>
internal static class RunReading
{
    public static RunOutcome Read(
        RunKey key, RunInput input, SimulationResult result, IReadOnlyList<SimulatedBackend> fleet, ExperimentPlan plan)
    {
        var records = result.Measured.ToArray();
        var latencies = new RunLatencies(
            [.. records.Select(record => record.TimeToFirstTokenSeconds)],
            [.. records.Select(record => record.TimePerOutputTokenSeconds)],
            [.. records.Select(record => record.DurationSeconds)]);
        var isFirst = key.Seed == plan.Seeds[0];
        return new RunOutcome
        {
            Key = key,
            RatePerSecond = input.RatePerSecond,
            Latencies = latencies,
            FirstToken = Summarize(latencies.FirstTokenSeconds),
            PerToken = Summarize(latencies.PerTokenSeconds),
            Whole = Summarize(latencies.WholeSeconds),
            Measured = records.Length,
            Isolated = (Mean(records, input.Isolated.FirstTokenSeconds), Mean(records, input.Isolated.WholeSeconds)),
            Good = plan.Objective is { } objective ? records.Count(record => Keeps(record, objective)) : 0,
            Refused = records.Count(record => !record.IsComplete),
            Held = records.Count(record => record.WasHeld),
            PromptTokens = records.Where(record => record.IsComplete).Sum(record => (long)record.PromptTokens),
            CachedTokens = records.Where(record => record.IsComplete).Sum(record => (long)record.CachedTokens),
            Preemptions = result.Preemptions,
            Answers = [.. fleet.Select((_, place) => records.Count(record => record.Backend == place))],
            Growth = BacklogGrowth.Of(result.Records, result.WarmUpRequests),
            Timelines = isFirst ? BackendTimeline.Of(result.Records, fleet) : null,
            Records = plan.KeepsRecords ? records : null,
            Simulated = result.Records.Length,
            WallSeconds = result.WallSeconds,
        };
    }

    private static LatencySummary? Summarize(double[] seconds)
    {
        var known = Array.FindAll(seconds, static one => !double.IsNaN(one));
        return known.Length > 0 ? LatencySummary.Of(known) : null;
    }

    /// <summary>Of what was answered.</summary>
    private static double Mean(RequestRecord[] records, double[] seconds)
    {
        var first = seconds.Length - records.Length;
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < records.Length; i++)
        {
            if (!records[i].IsComplete)
                continue;
            sum += seconds[first + i];
            count++;
        }

        return sum / count;
    }

    /// <summary>Complete and within every limit; a time per token that an answer does not have is within.</summary>
    private static bool Keeps(in RequestRecord record, ServiceObjective objective) =>
        record.IsComplete
        && !(record.TimeToFirstTokenSeconds > objective.FirstToken?.TotalSeconds)
        && !(record.TimePerOutputTokenSeconds > objective.PerOutputToken?.TotalSeconds)
        && !(record.DurationSeconds > objective.EndToEnd?.TotalSeconds);
}
