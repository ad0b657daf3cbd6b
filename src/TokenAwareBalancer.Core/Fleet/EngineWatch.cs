using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Fleet;

/// <summary>What can be seen of one engine's work from here: its leases tell when something happens to them.</summary>
/// <remarks>
/// Called by leases, from any thread and outside their locks, in the order of each one's life: sent, first content,
/// content, ended. Sent and ended come once each, first content at most once.
/// </remarks>
public sealed class EngineWatch
{
    private readonly PrefillLine _prefill = new();

    /// <summary>The streams in flight, by how much is left of them.</summary>
    public StreamLengths Streams { get; } = new();

    /// <summary>How many streams it runs at once, as far as that can be seen.</summary>
    public SlotEstimator Slots { get; } = new();

    /// <summary>The prompt that is believed to be computed now.</summary>
    public PrefillHead ReadHead(double nowSeconds) => _prefill.Read(nowSeconds);

    internal void OnSent(Lease lease, double nowSeconds)
    {
        _prefill.Enter(lease, nowSeconds);
        Slots.OnSent(lease, nowSeconds);
    }

    internal void OnFirstContent(Lease lease, double nowSeconds)
    {
        _prefill.Leave(lease, nowSeconds, isComputed: true);
        Slots.OnFirstContent(lease, nowSeconds);
    }

    internal void OnEnded(Lease lease, double nowSeconds)
    {
        _prefill.Leave(lease, nowSeconds, isComputed: false);
        Slots.OnEnded(lease, nowSeconds);
    }
}
