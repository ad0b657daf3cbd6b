using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing.Rivals;

/// <summary>Exploits a cache that has most of the prompt; else explores: least load of three minutes.</summary>
/// <remarks>
/// <para>
/// Where the longest cached prefix is longer than the rest of the prompt, the lightest of those that have it. Else the
/// least of L + M + P, in engine time: L is what was sent there within three minutes, prompts and answers; P is this
/// prompt's prefill; M is what eviction costs, the prefill of as many tokens as this prompt needs room for, times the
/// part of prompts that has been found in this cache. Preble's E2 (Srivatsa et al., ICLR 2025, arXiv 2407.00023, and
/// <c>multi_node/global_scheduler_with_time.py</c>).
/// </para>
/// <para>
/// What was sent lately is not what is left of it: it evens out work over minutes and not queues of a moment. Strong
/// where prompts are long and shared.
/// </para>
/// </remarks>
public sealed class PrebleE2Policy : LeastLoadedPolicy
{
    private readonly SlotTable<DispatchWindow?> _windows = new();
    private double _nowSeconds;
    private long _mostCached;
    private bool _isExploiting;

    /// <inheritdoc/>
    public override string Name => "preble-e2";

    /// <inheritdoc/>
    protected override void Survey(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds)
    {
        _nowSeconds = nowSeconds;
        _mostCached = 0;
        foreach (ref readonly var candidate in candidates)
            _mostCached = Math.Max(_mostCached, candidate.CachedTokens);
        _isExploiting = _mostCached > work.PromptTokens - _mostCached;
    }

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work)
    {
        if (_isExploiting && candidate.CachedTokens < _mostCached)
            return BackendLoad.Excluded;
        var sent = Window(candidate.Slot).Read(_nowSeconds);
        if (_isExploiting)
            return new BackendLoad(sent.Milliseconds);
        var pace = new BackendPace(candidate);
        var prompt = candidate.PrefillOf(work);
        return new BackendLoad(sent.Milliseconds
            + sent.CachedShare * pace.PromptMilliseconds(prompt.Tokens)
            + pace.PrefillMilliseconds(prompt));
    }

    /// <inheritdoc/>
    protected override void OnChosen(in Candidate chosen, in WorkEstimate work, double nowSeconds)
    {
        var pace = new BackendPace(chosen);
        var milliseconds = pace.PrefillMilliseconds(chosen.PrefillOf(work))
            + work.EstimatedOutputTokens * pace.IterationMilliseconds(chosen);
        Window(chosen.Slot).Add(new Dispatched(milliseconds, chosen.CachedTokens, work.PromptTokens), nowSeconds);
    }

    private DispatchWindow Window(int slot) => _windows[slot] ??= new DispatchWindow();
}
