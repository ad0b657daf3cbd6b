using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>What was sent to one backend and not yet begun to be answered, over the time of the arrivals.</summary>
/// <param name="Backend">Its name.</param>
/// <param name="PeriodSeconds">Of each mean.</param>
/// <param name="PendingTokens">Prompt tokens of requests that have no first token yet: the mean of each period.</param>
internal sealed record BackendTimeline(string Backend, double PeriodSeconds, double[] PendingTokens)
{
    private const int Periods = 240;

    public static BackendTimeline[] Of(ReadOnlySpan<RequestRecord> records, IReadOnlyList<SimulatedBackend> fleet)
    {
        var periodSeconds = records[^1].ArrivalSeconds / Periods;
        var means = fleet.Select(_ => new double[Periods]).ToArray();
        foreach (ref readonly var record in records)
        {
            if (record.Backend >= 0)
                Add(record, means[record.Backend], periodSeconds);
        }

        return [.. fleet.Select((backend, place) => new BackendTimeline(backend.Name, periodSeconds, means[place]))];
    }

    private static void Add(in RequestRecord record, double[] means, double periodSeconds)
    {
        var from = record.DispatchSeconds / periodSeconds;
        var to = Math.Min(Periods, record.FirstTokenSeconds / periodSeconds);
        for (var period = (int)from; period < to; period++)
            means[period] += record.PromptTokens * (Math.Min(to, period + 1) - Math.Max(from, period));
    }
}
