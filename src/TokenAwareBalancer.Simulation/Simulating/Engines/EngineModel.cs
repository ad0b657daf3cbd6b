namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>An inference engine in virtual time: decides what is computed when. It has no clock.</summary>
/// <remarks>
/// Not thread-safe. Time is an argument and never goes back. What is due at a time starts the next work at that time,
/// however late <see cref="Advance"/> is called, so that a coarse timer does not slow an engine that is run live.
/// </remarks>
public abstract class EngineModel
{
    private protected EngineModel(HardwareProfile profile, EngineVariation variation)
    {
        Profile = profile;
        Variation = variation;
    }

    public HardwareProfile Profile { get; }

    public abstract int RunningRequests { get; }

    public int WaitingRequests => Waiting.Count;

    /// <summary>What running requests occupy of the KV cache, in whole blocks.</summary>
    public abstract long KvTokens { get; }

    /// <summary>Requests thrown out of a full KV cache so far.</summary>
    public long Preemptions { get; private protected set; }

    /// <summary>How long it has been computing so far.</summary>
    public double BusySeconds { get; private protected set; }

    /// <summary>When the work at hand ends; null when there is none, or when it has yet to be begun.</summary>
    public double? NextDueSeconds { get; private protected set; }

    private protected EngineVariation Variation { get; }

    private protected RequestQueue Waiting { get; } = new(ScheduledPlace.Waiting);

    public static EngineModel Create(HardwareProfile profile, EngineVariation variation = default) => profile.IsBatching
        ? new BatchingEngine(profile, variation)
        : new SlotEngine(profile, variation);

    /// <summary>Whether a request could run if it had the engine to itself; any other must not be added.</summary>
    public abstract bool CanHold(ScheduledRequest request);

    /// <summary>Puts a request behind all others, to be begun by the next <see cref="Advance"/>.</summary>
    public void Add(ScheduledRequest request)
    {
        if (!CanHold(request))
            throw new ArgumentException("The request is larger than the engine's KV cache.", nameof(request));
        request.TargetTokens = request.PromptTokens;
        Waiting.AddLast(request);
    }

    /// <summary>Forgets a request, waiting or running, and frees its place.</summary>
    /// <returns>False when it was not here.</returns>
    public abstract bool Remove(ScheduledRequest request);

    /// <summary>Ends all work due by now, and begins what can be begun.</summary>
    public abstract void Advance(double nowSeconds, ITokenSink sink);
}
