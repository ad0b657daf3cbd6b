namespace TokenAwareBalancer.Streams;

/// <summary>What was measured.</summary>
/// <param name="Idle">The balancer before the first stream, just started.</param>
/// <param name="Held">The balancer, once a second, with all streams open.</param>
/// <param name="After">The balancer when all have left.</param>
/// <param name="Streaming">Streams that brought content.</param>
/// <param name="Ended">Streams that ended before all were closed.</param>
/// <param name="Tokens">Events that all streams brought while they were held.</param>
/// <param name="Gauges">What the balancer said of itself then.</param>
/// <param name="GaugesAfter">What it says when all have left.</param>
internal sealed record StreamResult(
    ProcessReading Idle,
    IReadOnlyList<ProcessReading> Held,
    ProcessReading After,
    int Streaming,
    int Ended,
    long Tokens,
    BalancerGauges Gauges,
    BalancerGauges GaugesAfter)
{
    /// <summary>The most that it took while all streams were open.</summary>
    public long HeldBytes => Held.Max(reading => reading.ResidentBytes);

    /// <summary>The most that it took at any time, as the kernel remembers it.</summary>
    public long PeakBytes => After.PeakBytes;
}
