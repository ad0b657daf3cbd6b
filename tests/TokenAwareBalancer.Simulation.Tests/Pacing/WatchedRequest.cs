using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Pacing;

/// <summary>A request on its way through a <see cref="WatchedFleet"/>.</summary>
internal sealed class WatchedRequest(int promptTokens, int outputTokens, Lease lease, WatchedEngine engine)
    : ScheduledRequest(promptTokens, outputTokens)
{
    public Lease Lease { get; } = lease;

    public WatchedEngine At { get; } = engine;

    /// <summary>Tokens arrive in order: none before this.</summary>
    public double LastArrivalSeconds { get; set; }

    public int Seen { get; set; }
}
