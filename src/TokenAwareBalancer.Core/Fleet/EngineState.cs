namespace TokenAwareBalancer.Fleet;

/// <summary>What an engine said of itself at one moment. A correction to the ledger, never its replacement.</summary>
/// <remarks>
/// What did not come through this balancer is what the engine has beyond the ledger. The ledger is read before and
/// after the question and the larger number counts, so that a request of ours that began or ended meanwhile is not
/// taken for somebody else's. An engine does not say whose requests run and whose wait: ours are assumed to do so in
/// the same proportion as all.
/// </remarks>
public sealed record EngineState
{
    /// <summary>Whose metrics these are, as its makers write it.</summary>
    public required string Engine { get; init; }

    /// <summary>Requests it computes; null when it does not say.</summary>
    public long? Running { get; init; }

    /// <summary>Requests in its own line; null when it does not say.</summary>
    public long? Waiting { get; init; }

    /// <summary>How full its KV cache is, from 0 to 1, on average over its ranks; null when it does not say.</summary>
    public double? KvUse { get; init; }

    /// <summary>How many tokens its KV cache holds, all ranks together; null when it does not say.</summary>
    public long? KvCapacityTokens { get; init; }

    /// <summary>What it says of its prefix cache since its start.</summary>
    public EnginePrefixCounts PrefixCounts { get; init; }

    /// <summary>Requests that the ledger held when it was asked.</summary>
    public long LedgerRequests { get; init; }

    /// <summary>When it was asked, on the clock of the admission gate: what it said may be newer, not older.</summary>
    public required double ScrapedAtSeconds { get; init; }

    /// <summary>How long this is current.</summary>
    public required double FreshForSeconds { get; init; }

    /// <summary>Requests there that did not come through this balancer; null when it tells no requests.</summary>
    public long? OtherRequests => Running is null && Waiting is null
        ? null
        : Math.Max(0, AllRequests - LedgerRequests);

    /// <summary>Those of <see cref="OtherRequests"/> that wait, by proportion.</summary>
    public long? EstimatedOtherWaiting => OtherRequests switch
    {
        null => null,
        0 => 0,
        { } others => (long)Math.Round((double)others * (Waiting ?? 0) / AllRequests),
    };

    /// <summary>Those of <see cref="OtherRequests"/> that run, by proportion.</summary>
    public long? EstimatedOtherRunning => OtherRequests - EstimatedOtherWaiting;

    private long AllRequests => (Running ?? 0) + (Waiting ?? 0);

    public double AgeSecondsAt(double nowSeconds) => Math.Max(0, nowSeconds - ScrapedAtSeconds);

    public bool IsStaleAt(double nowSeconds) => AgeSecondsAt(nowSeconds) > FreshForSeconds;
}
