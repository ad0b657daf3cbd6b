namespace TokenAwareBalancer.Simulating;

/// <summary>What one run came to.</summary>
public sealed class SimulationResult
{
    /// <summary>One for each request of the plan, in its order.</summary>
    public required RequestRecord[] Records { get; init; }

    /// <summary>The records that count: without the warm-up. Those refused are among them.</summary>
    public ReadOnlySpan<RequestRecord> Measured => Records.AsSpan(WarmUpRequests);

    public required int WarmUpRequests { get; init; }

    /// <summary>Requests thrown out of full KV caches, over the whole run.</summary>
    public required long Preemptions { get; init; }

    /// <summary>Requests that no backend could take.</summary>
    public required int Refused { get; init; }

    /// <summary>From the start to the end of the last answer.</summary>
    public required double SimulatedSeconds { get; init; }

    /// <summary>What the computer took for it.</summary>
    public required double WallSeconds { get; init; }

    public double RequestsPerWallSecond => Records.Length / WallSeconds;
}
