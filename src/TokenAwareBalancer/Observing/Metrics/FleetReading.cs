using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Prefixes;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>What stands in the books at the moment of a scrape.</summary>
/// <param name="Backends">Each backend's ledger.</param>
/// <param name="HeldRequests">Requests standing in line.</param>
/// <param name="LeasesOpened">Leases since the start.</param>
/// <param name="LeasesSettled">Those of them that are settled.</param>
/// <param name="LeasesOverdue">Those of them that were settled only because their request had ended.</param>
internal readonly record struct FleetReading(
    IReadOnlyList<BackendReading> Backends, long HeldRequests, long LeasesOpened, long LeasesSettled,
    long LeasesOverdue)
{
    public static FleetReading Of(AdmissionGate gate)
    {
        // Settled before opened: a lease that is opened in between shows as open, never as minus one.
        var settled = gate.LeasesSettled;
        return new(
            [.. gate.Fleet.Backends.Select(backend => Read(backend, gate))],
            gate.HeldRequests, gate.LeasesOpened, settled, gate.LeasesOverdue);
    }

    private static BackendReading Read(Backend backend, AdmissionGate gate)
    {
        var nowSeconds = gate.NowSeconds;
        return new(
            backend.Name, backend.Ledger.Read(), backend.Health.Read(nowSeconds).State,
            backend.Health.ShareAt(nowSeconds), EngineReading.Of(backend.Engine, nowSeconds),
            SpeedReading.Of(backend))
        {
            Prefixes = gate.ReadPrefixCache(backend),
        };
    }
}

/// <summary>What a backend's ledger holds, and how it is.</summary>
/// <param name="Backend">Its name.</param>
/// <param name="InFlight">Its ledger.</param>
/// <param name="Health">Null for one that has left.</param>
/// <param name="Share">The part of its fair share of the traffic that it may get, from 0 to 1.</param>
/// <param name="Engine">What its engine says of itself.</param>
/// <param name="Speed">How fast its engine is believed to be.</param>
internal readonly record struct BackendReading(
    string Backend, LedgerEntry InFlight, HealthState? Health, double Share, EngineReading Engine = default,
    SpeedReading Speed = default)
{
    /// <summary>What its prefix cache is believed to hold.</summary>
    public PrefixCacheReading Prefixes { get; init; }
}
