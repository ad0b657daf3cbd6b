using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>What stands in the books at the moment of a scrape.</summary>
/// <param name="Backends">Each backend's ledger.</param>
/// <param name="HeldRequests">Requests standing in line.</param>
/// <param name="LeasesOpened">Leases since the start.</param>
/// <param name="LeasesSettled">Those of them that are settled.</param>
internal readonly record struct FleetReading(
    IReadOnlyList<BackendReading> Backends, long HeldRequests, long LeasesOpened, long LeasesSettled)
{
    public static FleetReading Of(AdmissionGate gate)
    {
        // Settled before opened: a lease that is opened in between shows as open, never as minus one.
        var settled = gate.LeasesSettled;
        return new(
            [.. gate.Fleet.Backends.Select(backend => new BackendReading(backend.Name, backend.Ledger.Read()))],
            gate.HeldRequests, gate.LeasesOpened, settled);
    }
}

/// <summary>What a backend's ledger holds.</summary>
internal readonly record struct BackendReading(string Backend, LedgerEntry InFlight);
