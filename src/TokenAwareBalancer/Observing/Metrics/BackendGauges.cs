using System.Diagnostics.Metrics;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>The gauges that are read from the ledgers at each scrape.</summary>
/// <remarks>
/// The SDK goes on showing the last value of a series that is no longer measured. A backend that has left would look
/// busy for ever, so that it is measured as idle from then on.
/// </remarks>
internal sealed class BackendGauges
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _seenBackends = new(StringComparer.Ordinal); // guarded by _lock
    private Func<IEnumerable<BackendReading>>? _read;

    public BackendGauges(Meter meter)
    {
        meter.CreateObservableGauge(
            "balancer.tokens_in_flight", MeasureTokens, "{token}", "Tokens of work that a backend's ledger holds.");
        meter.CreateObservableGauge(
            "balancer.requests_in_flight", MeasureRequests, "{request}", "Requests that a backend's ledger holds.");
    }

    public void ReadFrom(Func<IEnumerable<BackendReading>> read)
    {
        if (Interlocked.CompareExchange(ref _read, read, null) is not null)
            throw new InvalidOperationException("The backends are already observed.");
    }

    private IEnumerable<Measurement<long>> MeasureRequests() =>
        Read().Select(reading => new Measurement<long>(reading.Requests, Tag("backend", reading.Backend)));

    private IEnumerable<Measurement<long>> MeasureTokens() =>
        Read().SelectMany(reading => new[]
        {
            Tokens(reading.PrefillTokens, reading.Backend, "prefill"),
            Tokens(reading.DecodeTokens, reading.Backend, "decode"),
            Tokens(reading.KvTokens, reading.Backend, "kv"),
            Tokens(reading.PromptTokens, reading.Backend, "prompt"),
        });

    private static Measurement<long> Tokens(long tokens, string backend, string kind) =>
        new(tokens, Tag("backend", backend), Tag("kind", kind));

    private static BackendReading Idle(string backend) => new(backend, 0, 0, 0, 0, 0);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private List<BackendReading> Read()
    {
        var readings = ReadOrNothing();
        lock (_lock)
        {
            var present = readings.Select(reading => reading.Backend).ToHashSet(StringComparer.Ordinal);
            readings.AddRange(_seenBackends.Except(present).Select(Idle));
            _seenBackends.UnionWith(present);
        }

        return readings;
    }

    /// <summary>A ledger that cannot be read must not cost the scrape its other metrics.</summary>
    private List<BackendReading> ReadOrNothing()
    {
        try
        {
            return [.. Volatile.Read(ref _read)?.Invoke() ?? []];
        }
        catch (Exception)
        {
            return [];
        }
    }
}
