using System.Diagnostics.Metrics;
using System.Text.Json;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Understanding;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>How prompts are counted, and how right that is, read at each scrape.</summary>
internal sealed class CountingGauges
{
    private CountingReading? _source;

    public CountingGauges(Meter meter)
    {
        meter.CreateObservableCounter(
            "balancer.count_cache.lookups", MeasureLookups, "{text}", "Texts looked up among the counts, by result.");
        meter.CreateObservableCounter(
            "balancer.count_cache.evictions", () => Cache.Evictions, "{text}", "Counts that gave way to others.");
        meter.CreateObservableGauge(
            "balancer.count_cache.entries", () => Cache.Entries, "{text}", "Counts that are remembered.");
        meter.CreateObservableGauge(
            "balancer.long_counts.waiting", () => Volatile.Read(ref _source)?.LongCounts.Waiting ?? 0, "{request}",
            "Requests whose long texts wait to be counted.");
        meter.CreateObservableGauge(
            "balancer.tokenizer.drift", MeasureDrift, "1",
            "Tokens of a text that a backend counts for each that the tokenizer counts.");
        meter.CreateObservableGauge(
            "balancer.prompt_estimate.error", MeasureErrors, "1",
            "How far off estimates from bytes are: the mean of their relative error.");
        _ = new OutputGauges(meter, Models);
    }

    private CountCacheReading Cache => Volatile.Read(ref _source)?.Cache?.Read() ?? default;

    public void ReadFrom(CountingReading source)
    {
        if (Interlocked.CompareExchange(ref _source, source, null) is not null)
            throw new InvalidOperationException("Counting is already observed.");
    }

    /// <summary>The word for a class of texts in metrics and reports.</summary>
    public static string WordOf(ScriptClass script) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{script}");

    private IEnumerable<Measurement<long>> MeasureLookups()
    {
        var reading = Cache;
        yield return new(reading.Hits, new KeyValuePair<string, object?>("result", "hit"));
        yield return new(reading.Misses, new KeyValuePair<string, object?>("result", "miss"));
    }

    private IEnumerable<Measurement<double>> MeasureDrift() =>
        from model in Models()
        from backend in model.Beliefs.DriftOfBackends
        select new Measurement<double>(
            backend.Value.Drift.Belief.Factor, new("model", model.Name), new("backend", backend.Key));

    private IEnumerable<Measurement<double>> MeasureErrors() =>
        from model in Models()
        from script in Enum.GetValues<ScriptClass>()
        let belief = model.Beliefs.OfScript(script)
        where belief.Observations > 0
        select new Measurement<double>(
            belief.RelativeError, new("model", model.Name), new("script", WordOf(script)));

    private IEnumerable<ServedModel> Models() => Volatile.Read(ref _source)?.Models() ?? [];
}

/// <summary>Where <see cref="CountingGauges"/> read.</summary>
/// <param name="Cache">What counts are remembered in; null when none are.</param>
/// <param name="LongCounts">The line of long texts.</param>
/// <param name="Models">The models that are configured, never those that clients invent.</param>
internal sealed record CountingReading(CountCache? Cache, LongCounts LongCounts, Func<IEnumerable<ServedModel>> Models);
