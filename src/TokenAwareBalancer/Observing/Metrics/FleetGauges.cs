using System.Diagnostics.Metrics;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>The instruments that are read from the books at each scrape.</summary>
/// <remarks>
/// The SDK goes on showing the last value of a series that is no longer measured. A backend that has left would look
/// busy for ever, so that it is measured as idle from then on.
/// </remarks>
internal sealed class FleetGauges
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _seenBackends = new(StringComparer.Ordinal); // guarded by _lock
    private Func<FleetReading>? _read;

    public FleetGauges(Meter meter)
    {
        meter.CreateObservableGauge(
            "balancer.tokens_in_flight", MeasureTokens, "{token}", "Tokens of work that a backend's ledger holds.");
        meter.CreateObservableGauge(
            "balancer.requests_in_flight", MeasureRequests, "{request}", "Requests that a backend's ledger holds.");
        meter.CreateObservableGauge(
            "balancer.backend.health", MeasureHealth, null, "1 for the state that a backend is in, 0 for all others.");
        meter.CreateObservableGauge(
            "balancer.backend.share", MeasureShares, "1", "The part of its fair share that a backend may get.");
        meter.CreateObservableGauge(
            "balancer.held_requests", () => ReadOrNothing().HeldRequests, "{request}",
            "Requests held until a backend has room.");
        meter.CreateObservableGauge("balancer.leases.open", MeasureOpenLeases, "{lease}", "Leases not settled yet.");
        meter.CreateObservableCounter(
            "balancer.leases.settled", () => ReadOrNothing().LeasesSettled, "{lease}", "Leases settled.");
        meter.CreateObservableCounter(
            "balancer.leases.overdue", () => ReadOrNothing().LeasesOverdue, "{lease}",
            "Leases still open when their request had ended.");
        new EngineGauges(Read).AddTo(meter);
        new PrefixGauges(Read).AddTo(meter);
        new SpeedGauges(Read).AddTo(meter);
    }

    public void ReadFrom(Func<FleetReading> read)
    {
        if (Interlocked.CompareExchange(ref _read, read, null) is not null)
            throw new InvalidOperationException("The fleet is already observed.");
    }

    // Counted apart from the ledgers, as a check on them: with nothing in flight both are 0, or there is a leak.
    private long MeasureOpenLeases()
    {
        var reading = ReadOrNothing();
        return reading.LeasesOpened - reading.LeasesSettled;
    }

    private IEnumerable<Measurement<long>> MeasureRequests() =>
        Read().Select(reading => new Measurement<long>(reading.InFlight.Requests, Tag("backend", reading.Backend)));

    private IEnumerable<Measurement<long>> MeasureHealth() =>
        Read().SelectMany(reading => Enum.GetValues<HealthState>().Select(state => new Measurement<long>(
            reading.Health == state ? 1 : 0,
            Tag("backend", reading.Backend),
            Tag("state", HealthJournal.WordOf(state)))));

    private IEnumerable<Measurement<double>> MeasureShares() =>
        Read().Select(reading => new Measurement<double>(reading.Share, Tag("backend", reading.Backend)));

    private IEnumerable<Measurement<long>> MeasureTokens() =>
        Read().SelectMany(reading => new[]
        {
            Tokens(reading.InFlight.PrefillTokens, reading.Backend, "prefill"),
            Tokens(reading.InFlight.DecodeTokens, reading.Backend, "decode"),
            Tokens(reading.InFlight.KvTokens, reading.Backend, "kv"),
            Tokens(reading.InFlight.PromptTokens, reading.Backend, "prompt"),
        });

    private static Measurement<long> Tokens(long tokens, string backend, string kind) =>
        new(tokens, Tag("backend", backend), Tag("kind", kind));

    private static BackendReading Idle(string backend) => new(backend, default, null, 0);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private List<BackendReading> Read()
    {
        var readings = ReadOrNothing().Backends?.ToList() ?? [];
        lock (_lock)
        {
            var present = readings.Select(reading => reading.Backend).ToHashSet(StringComparer.Ordinal);
            readings.AddRange(_seenBackends.Except(present).Select(Idle));
            _seenBackends.UnionWith(present);
        }

        return readings;
    }

    /// <summary>A ledger that cannot be read must not cost the scrape its other metrics.</summary>
    private FleetReading ReadOrNothing()
    {
        try
        {
            return Volatile.Read(ref _read)?.Invoke() ?? default;
        }
        catch (Exception)
        {
            return default;
        }
    }
}
