namespace TokenAwareBalancer.Simulating;

/// <summary>
/// What became of one request. Times are those of the balancer, after the start; NaN for what never was.
/// </summary>
public struct RequestRecord
{
    public double ArrivalSeconds { get; internal set; }

    /// <summary>When it left the balancer: later than it came if it was held.</summary>
    public double DispatchSeconds { get; internal set; }

    public double FirstTokenSeconds { get; internal set; }

    public double EndSeconds { get; internal set; }

    public int PromptTokens { get; internal set; }

    public int OutputTokens { get; internal set; }

    /// <summary>Prompt tokens that its engine found in its prefix cache.</summary>
    public int CachedTokens { get; internal set; }

    /// <summary>Those of them that the balancer had expected there when it chose.</summary>
    public int PredictedCachedTokens { get; internal set; }

    public int Preemptions { get; internal set; }

    /// <summary>Whose it is.</summary>
    public int Tenant { get; internal set; }

    /// <summary>Its place in the fleet; -1 when it was refused.</summary>
    public short Backend { get; internal set; }

    /// <summary>Whether it stood in line at the balancer.</summary>
    public bool WasHeld { get; internal set; }

    /// <summary>Whether it came to its end.</summary>
    public readonly bool IsComplete => !double.IsNaN(EndSeconds);

    /// <summary>TTFT: from its arrival at the balancer, waiting in line included.</summary>
    public readonly double TimeToFirstTokenSeconds => FirstTokenSeconds - ArrivalSeconds;

    /// <summary>E2E.</summary>
    public readonly double DurationSeconds => EndSeconds - ArrivalSeconds;

    /// <summary>TPOT: mean time of each token after the first; NaN for an answer of one token.</summary>
    public readonly double TimePerOutputTokenSeconds => OutputTokens > 1
        ? (EndSeconds - FirstTokenSeconds) / (OutputTokens - 1)
        : double.NaN;
}
