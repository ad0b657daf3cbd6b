using System.Diagnostics.Metrics;
using TokenAwareBalancer.Prefixes;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>The instruments for what is believed of prefix caches, and for how right that is.</summary>
/// <remarks>
/// A backend that has left is measured as holding nothing; its counters stay as they were, as counters do.
/// </remarks>
internal sealed class PrefixGauges
{
    private readonly Func<IEnumerable<BackendReading>> _read;

    public PrefixGauges(Func<IEnumerable<BackendReading>> read) => _read = read;

    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "balancer.prefix.believed", () => Measure(static prefixes => prefixes.BelievedTokens), "{token}",
            "Tokens that a backend's prefix cache is believed to hold.");
        meter.CreateObservableGauge(
            "balancer.prefix.capacity", () => Measure(static prefixes => prefixes.CapacityTokens), "{token}",
            "Tokens that a backend's prefix cache is believed to hold at most.");
        meter.CreateObservableGauge(
            "balancer.prefix.trust", MeasureTrust, "1", "How much of what is believed is predicted.");
        meter.CreateObservableCounter(
            "balancer.prefix.answers", MeasureAnswers, "{answer}",
            "Answers that told how much of their prompt was cached.");
        meter.CreateObservableCounter(
            "balancer.prefix.tokens", MeasureTokens, "{token}", "Tokens of the prompts of those answers, by kind.");
    }

    private IEnumerable<Measurement<long>> Measure(Func<PrefixCacheReading, long> tokensOf) =>
        _read().Select(reading => new Measurement<long>(tokensOf(reading.Prefixes), Tag(reading)));

    private IEnumerable<Measurement<double>> MeasureTrust() =>
        Present().Select(reading => new Measurement<double>(reading.Prefixes.Trust, Tag(reading)));

    private IEnumerable<Measurement<long>> MeasureAnswers() =>
        Present().Select(reading => new Measurement<long>(reading.Prefixes.Answers, Tag(reading)));

    private IEnumerable<Measurement<long>> MeasureTokens() =>
        from reading in Present()
        from kind in new (string Name, long Tokens)[]
        {
            ("prompt", reading.Prefixes.PromptTokens),
            ("predicted", reading.Prefixes.PredictedTokens),
            ("observed", reading.Prefixes.ObservedTokens),
            ("error", reading.Prefixes.ErrorTokens),
        }
        select new Measurement<long>(kind.Tokens, Tag(reading), new KeyValuePair<string, object?>("kind", kind.Name));

    private IEnumerable<BackendReading> Present() => _read().Where(reading => reading.Health is not null);

    private static KeyValuePair<string, object?> Tag(in BackendReading reading) => new("backend", reading.Backend);
}
