using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>What was sent to one backend and not yet begun to be answered, at moments evenly spread over the arrivals.</summary>
/// <param name="Backend">Its name.</param>
/// <param name="PeriodSeconds">Between two moments.</param>
/// <param name="PendingTokens">Prompt tokens of requests that have no first token yet.</param>
internal sealed record BackendTimeline(string Backend, double PeriodSeconds, long[] PendingTokens)
{
    private const int Moments = 240;

    public static BackendTimeline[] Of(ReadOnlySpan<RequestRecord> records, IReadOnlyList<SimulatedBackend> fleet)
    {
        var periodSeconds = records[^1].ArrivalSeconds / Moments;
        var changes = fleet.Select(_ => new long[Moments + 1]).ToArray();
        foreach (ref readonly var record in records)
        {
            if (record.Backend < 0)
                continue;
            var from = Moment(record.DispatchSeconds, periodSeconds);
            var to = Moment(record.FirstTokenSeconds, periodSeconds);
            changes[record.Backend][from] += record.PromptTokens;
            changes[record.Backend][to] -= record.PromptTokens;
        }

        return [.. fleet.Select((backend, place) => new BackendTimeline(backend.Name, periodSeconds, Sum(changes[place])))];
    }

    /// <summary>The first moment at or after a time; beyond the last for never.</summary>
    private static int Moment(double seconds, double periodSeconds) =>
        periodSeconds > 0 && seconds < Moments * periodSeconds ? (int)Math.Ceiling(seconds / periodSeconds) : Moments;

    private static long[] Sum(long[] changes)
    {
        var pending = new long[Moments];
        var sum = 0L;
        for (var moment = 0; moment < Moments; moment++)
            pending[moment] = sum += changes[moment];
        return pending;
    }
}
