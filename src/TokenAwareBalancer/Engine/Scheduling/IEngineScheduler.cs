namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>Decides what an engine computes when: a state machine over virtual time, with no clock.</summary>
/// <remarks>
/// Not thread-safe; one loop owns it. Time is an argument and never goes back. What is due at a time starts the next
/// work at that time, however late <see cref="Advance"/> is called, so that a coarse timer does not slow the engine.
/// </remarks>
internal interface IEngineScheduler
{
    int RunningRequests { get; }

    int WaitingRequests { get; }

    /// <summary>Prompt and answer tokens that the running requests hold in the KV cache.</summary>
    long KvTokens { get; }

    /// <summary>When the work at hand ends; null when there is none, or when it has yet to be begun.</summary>
    TimeSpan? NextDue { get; }

    /// <summary>Puts a request behind all others, to be begun by the next <see cref="Advance"/>.</summary>
    /// <returns>False when the queue is full.</returns>
    bool TryAdd(ScheduledRequest request);

    /// <summary>Forgets a request, waiting or running, and frees its place.</summary>
    /// <returns>False when it was not here.</returns>
    bool Remove(ScheduledRequest request);

    /// <summary>Ends all work due by <paramref name="now"/>, and begins what can be begun.</summary>
    /// <param name="now">The virtual time.</param>
    /// <param name="tokens">Gets the tokens computed, in order.</param>
    void Advance(TimeSpan now, ICollection<ScheduledToken> tokens);
}
