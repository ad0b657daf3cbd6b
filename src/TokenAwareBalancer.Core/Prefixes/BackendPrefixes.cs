using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Prefixes;

/// <summary>What one backend is believed to hold, in order of use, and what was learned of its cache.</summary>
/// <remarks>Guarded by the lock of the admission gate; only <see cref="PrefixIndex"/> writes.</remarks>
internal sealed class BackendPrefixes
{
    private EngineState? _seen;
    private long _placedPromptTokens;
    private long _placedBelievedTokens;

    /// <summary>Its bit in masks; -1 as long as it has none.</summary>
    public int Slot { get; private set; } = -1;

    /// <summary>Grows when its engine has lost all.</summary>
    public int Lifetime { get; set; }

    /// <summary>What nobody uses, in the order in which it was let go of.</summary>
    public CopyList Idle { get; } = new();

    /// <summary>What requests in flight use.</summary>
    public CopyList InUse { get; } = new();

    /// <summary>Tokens of prompts in flight that no copy stands for.</summary>
    public long OtherTokens { get; set; }

    /// <summary>Tokens let go of so far: how long ago something was used is told in tokens used since.</summary>
    public long Turn { get; set; }

    public CacheCapacity Capacity { get; private set; } = new(PrefixSettings.UsualCapacityTokens);

    public CacheTrust Trust { get; } = new();

    public PrefixAccuracy Accuracy { get; } = new();

    /// <summary>Whether its answers tell what they found; else what is scraped does.</summary>
    public bool IsTold { get; set; }

    public long BelievedTokens => Idle.Tokens + InUse.Tokens;

    /// <summary>It is given a bit.</summary>
    /// <param name="slot">Which.</param>
    /// <param name="usualTokens">What its cache holds as long as nobody tells.</param>
    public void Enter(int slot, long usualTokens)
    {
        Slot = slot;
        Capacity = new CacheCapacity(usualTokens);
        Capacity.Tell(_seen?.KvCapacityTokens);
    }

    /// <summary>Notes what was placed, for the comparison with what the engine tells of all of it.</summary>
    public void NotePlaced(long promptTokens, long believedTokens)
    {
        _placedPromptTokens += promptTokens;
        _placedBelievedTokens += believedTokens;
    }

    /// <summary>Its bit goes to another.</summary>
    public void Leave() => Slot = -1;

    /// <summary>Takes in what the engine has said of itself since the last time.</summary>
    /// <returns>Whether it has been started anew: then its cache is empty.</returns>
    public bool HasRestarted(EngineState? engine)
    {
        if (ReferenceEquals(engine, _seen))
            return false;
        var before = _seen;
        _seen = engine;
        if (engine is null)
            return false;
        Capacity.Tell(engine.KvCapacityTokens);
        if (before is null)
            return false;
        if (engine.PrefixCounts.HasRestartedSince(before.PrefixCounts))
            return true;
        if (!IsTold && engine.PrefixCounts.HitShareSince(before.PrefixCounts) is { } share)
            ObserveShare(share);
        return false;
    }

    private void ObserveShare(double share)
    {
        Trust.Observe(_placedBelievedTokens, share * _placedPromptTokens);
        (_placedPromptTokens, _placedBelievedTokens) = (0, 0);
    }
}
