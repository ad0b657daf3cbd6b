using System.Diagnostics.Metrics;
using TokenAwareBalancer.Certificates;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>Owns every instrument of the balancer; <c>docs/metrics.md</c> lists them. Thread-safe.</summary>
/// <remarks>
/// Tags are bounded: callers pass models and backends by their configured names only, never what a client sent.
/// </remarks>
internal sealed class BalancerMetrics
{
    public const string MeterName = "TokenAwareBalancer";

    private const string ModelTag = "gen_ai.request.model";

    private readonly Histogram<long> _tokenUsage;
    private readonly Histogram<double> _timeToFirstToken;
    private readonly Histogram<double> _timePerOutputToken;
    private readonly Histogram<double> _requestDuration;
    private readonly Histogram<double> _holdDuration;
    private readonly Histogram<double> _estimateError;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _tries;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _wastedTokens;
    private readonly Counter<long> _healthTransitions;
    private readonly FleetGauges _fleet;
    private readonly CertificateGauge _certificates;
    private readonly ReceivingGauges _receiving;
    private readonly ConfigurationGauges _configuration;
    private readonly CountingGauges _counting;
    private readonly NameGauges _names;

    public BalancerMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(MeterName);
        _tokenUsage = Histogram(
            meter, "gen_ai.client.token.usage", "{token}", "Tokens of a request, by type.", MetricBuckets.Tokens);
        _timeToFirstToken = Histogram(
            meter, "gen_ai.server.time_to_first_token", "s", "Time until the first content of an answer.",
            MetricBuckets.TimeToFirstTokenSeconds);
        _timePerOutputToken = Histogram(
            meter, "gen_ai.server.time_per_output_token", "s", "Mean time per output token after the first.",
            MetricBuckets.TimePerOutputTokenSeconds);
        _requestDuration = Histogram(
            meter, "gen_ai.server.request.duration", "s", "Time from the request to the end of its answer.",
            MetricBuckets.RequestDurationSeconds);
        _holdDuration = Histogram(
            meter, "balancer.hold.duration", "s", "Time in line until a backend had room, by what was lacking.",
            MetricBuckets.RequestDurationSeconds);
        _estimateError = Histogram(
            meter, "balancer.estimate.error", "1", "What was estimated divided by what was observed; 1 is exact.",
            MetricBuckets.EstimateErrorRatio);
        _requests = meter.CreateCounter<long>("balancer.requests", "{request}", "Requests that ended, by outcome.");
        _tries = meter.CreateCounter<long>("balancer.tries", "{try}", "Tries on a backend, by result.");
        _rejections = meter.CreateCounter<long>("balancer.rejections", "{request}", "Requests refused, by reason.");
        _fallbacks = meter.CreateCounter<long>(
            "balancer.fallbacks", "{request}", "Requests that went on without a stage that failed, by stage.");
        _wastedTokens = meter.CreateCounter<long>(
            "balancer.wasted_tokens", "{token}", "Tokens that came from a backend when the client was gone.");
        _healthTransitions = meter.CreateCounter<long>(
            "balancer.health.transitions", "{transition}", "States of health that backends have entered.");
        _fleet = new FleetGauges(meter);
        _certificates = new CertificateGauge(meter);
        _receiving = new ReceivingGauges(meter);
        _configuration = new ConfigurationGauges(meter);
        _counting = new CountingGauges(meter);
        _names = new NameGauges(meter);
    }

    /// <summary>What an answer took; a null or unknown count is not recorded.</summary>
    public void RecordTokenUsage(string model, long? inputTokens, long? outputTokens)
    {
        if (inputTokens is { } input)
            _tokenUsage.Record(input, new("gen_ai.token.type", "input"), new(ModelTag, model));
        if (outputTokens is { } output)
            _tokenUsage.Record(output, new("gen_ai.token.type", "output"), new(ModelTag, model));
    }

    public void RecordTimeToFirstToken(string model, double seconds) =>
        _timeToFirstToken.Record(seconds, new KeyValuePair<string, object?>(ModelTag, model));

    public void RecordTimePerOutputToken(string model, double seconds) =>
        _timePerOutputToken.Record(seconds, new KeyValuePair<string, object?>(ModelTag, model));

    public void RecordRequestDuration(string model, double seconds) =>
        _requestDuration.Record(seconds, new KeyValuePair<string, object?>(ModelTag, model));

    /// <param name="reason">What was lacking as it came into the line: <c>slots</c>, <c>kv</c> or <c>rest</c>.</param>
    /// <param name="seconds">Until it left the line, for a backend or not.</param>
    public void RecordHold(string reason, double seconds) =>
        _holdDuration.Record(seconds, new KeyValuePair<string, object?>("reason", reason));

    /// <param name="model">The model's configured name.</param>
    /// <param name="kind"><c>prompt</c>, <c>output</c> or <c>first_token</c>.</param>
    /// <param name="estimated">Tokens that were charged for, or milliseconds.</param>
    /// <param name="observed">What came of it; nothing is recorded when it is 0, which has no ratio.</param>
    public void RecordEstimateError(string model, string kind, double estimated, double observed)
    {
        if (observed > 0)
            _estimateError.Record(estimated / observed, new("kind", kind), new(ModelTag, model));
    }

    public void CountRequest(string surface, string model, string outcome) =>
        _requests.Add(1, new("surface", surface), new("model", model), new("outcome", outcome));

    public void CountTry(string backend, string result) =>
        _tries.Add(1, new("backend", backend), new("result", result));

    public void CountRejection(string reason) =>
        _rejections.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <param name="stage"><c>counting</c>, <c>observing</c> or <c>learning</c>.</param>
    public void CountFallback(string stage) => _fallbacks.Add(1, new KeyValuePair<string, object?>("stage", stage));

    /// <param name="backend">Whose health.</param>
    /// <param name="state">What it is now.</param>
    /// <param name="reason">Why.</param>
    public void CountHealthTransition(string backend, string state, string reason) =>
        _healthTransitions.Add(1, new("backend", backend), new("state", state), new("reason", reason));

    public void CountWastedTokens(string backend, long tokens) =>
        _wastedTokens.Add(tokens, new KeyValuePair<string, object?>("backend", backend));

    /// <summary>Says where what stands in the books is read from, at each scrape. Called once.</summary>
    public void ObserveFleet(Func<FleetReading> read) => _fleet.ReadFrom(read);

    /// <summary>Says where the ports' certificates are read from, at each scrape. Called once.</summary>
    public void ObserveCertificates(Func<IEnumerable<CertificateReading>> read) => _certificates.ReadFrom(read);

    /// <summary>Says where what has been taken in is counted. Called once.</summary>
    public void ObserveReceiving(ReceivingLimits limits) => _receiving.ReadFrom(limits);

    /// <summary>Says where the configuration in force is read from, at each scrape. Called once.</summary>
    public void ObserveConfiguration(Func<ConfigurationReading> read) => _configuration.ReadFrom(read);

    /// <summary>Says where counting is read from. Called once.</summary>
    public void ObserveCounting(CountingReading source) => _counting.ReadFrom(source);

    /// <summary>Says where what DNS knows is read from, at each scrape. Called once.</summary>
    public void ObserveNames(Func<IEnumerable<NameState>> read) => _names.ReadFrom(read);

    private static Histogram<T> Histogram<T>(
        Meter meter, string name, string unit, string description, IReadOnlyList<T> boundaries)
        where T : struct =>
        meter.CreateHistogram(
            name, unit, description, null, new InstrumentAdvice<T> { HistogramBucketBoundaries = boundaries });
}
