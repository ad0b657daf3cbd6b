using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing.Rivals;

/// <summary>Fewest requests as engines last said, those that wait four times, plus those sent since.</summary>
/// <remarks>
/// <para>
/// <c>(4·(waiting + sent) + running) / weight</c>: waiting and running from the engine's own metrics, sent the requests
/// that went there since these were read. vLLM's <c>DPLBAsyncMPClient</c> (<c>vllm/v1/engine/core_client.py</c>, v0.10
/// to v0.12), which reads them every 100 ms. An engine that says nothing has 0 and 0, as there.
/// </para>
/// <para>
/// Counting what it has sent keeps a burst from falling on one engine, so that old numbers hurt it less than others.
/// Blind to size.
/// </para>
/// </remarks>
public sealed class VllmDpPolicy : LeastLoadedPolicy
{
    /// <summary>A request that waits delays the next one's first token, one that runs its tokens only.</summary>
    private const int WaitingFactor = 4;

    private readonly SlotTable<(double ScrapedAtSeconds, long Sent)> _sent = new();

    /// <inheritdoc/>
    public override string Name => "vllm-dp";

    /// <inheritdoc/>
    protected override void Survey(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds)
    {
        foreach (ref readonly var candidate in candidates)
        {
            var scrapedAtSeconds = candidate.Engine?.ScrapedAtSeconds ?? double.NegativeInfinity;
            ref var sent = ref _sent[candidate.Slot];
            if (sent.ScrapedAtSeconds != scrapedAtSeconds)
                sent = (scrapedAtSeconds, 0);
        }
    }

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work) => new(
        (WaitingFactor * ((candidate.Engine?.Waiting ?? 0) + _sent[candidate.Slot].Sent)
            + (candidate.Engine?.Running ?? 0)) / candidate.Weight);

    /// <inheritdoc/>
    protected override void OnChosen(in Candidate chosen, in WorkEstimate work, double nowSeconds) =>
        _sent[chosen.Slot].Sent++;
}
