using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TokenAwareBalancer.Certificates;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Pacing;
using TokenAwareBalancer.Understanding;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>A meter factory as the program has it, and a scrape endpoint over it.</summary>
internal sealed class MetricsHost : IDisposable
{
    public const string OtherMeterName = "Test.Other";

    public static readonly BackendReading Busy = new(
        "gpu-1", new LedgerEntry(1, 2, 3, 4, 5), HealthState.Healthy, 1, new EngineReading(6, 7, 0.25, 8000, 1.5),
        new SpeedReading(
            EngineSpeed.Prior with { Confidence = 0.5 }, new ErrorReading(9, 0.1, 0.05, 0.2), new(8, -0.1, 0.04, 0.3)));

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public MetricsHost() => Endpoint = new PrometheusEndpoint(Factory, BalancerMetrics.MeterName, OtherMeterName);

    public IMeterFactory Factory => _services.GetRequiredService<IMeterFactory>();

    public PrometheusEndpoint Endpoint { get; }

    public async Task<string> ScrapeAsync()
    {
        using var output = new MemoryStream();
        await Endpoint.WriteAsync(output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public void Dispose()
    {
        Endpoint.Dispose();
        _services.Dispose();
    }

    /// <summary>Measures something on every instrument.</summary>
    public static void MeasureEverything(BalancerMetrics metrics)
    {
        metrics.RecordTokenUsage("m", 100, 20);
        metrics.RecordTimeToFirstToken("m", 0.3);
        metrics.RecordTimePerOutputToken("m", 0.02);
        metrics.RecordRequestDuration("m", 3);
        metrics.RecordHold("kv", 0.4);
        metrics.RecordEstimateError("m", "prompt", 90, 100);
        metrics.CountRequest("chat_completions", "m", "success");
        metrics.CountTry("gpu-1", "success");
        metrics.CountRejection("queue_full");
        metrics.CountFallback("counting");
        metrics.CountWastedTokens("gpu-1", 3);
        metrics.CountHealthTransition("gpu-1", "ejected", "unreachable");
        metrics.ObserveCertificates(() => [new CertificateReading("127.0.0.1:8443", 1_800_000_000)]);
        metrics.ObserveReceiving(new(new(most: 1), new(mostBytes: 1)));
        metrics.ObserveConfiguration(
            () => new ConfigurationReading(Generation: 2, Reloads: 1, FailedReloads: 1, LastFailed: true));
        metrics.ObserveNames(() => [new NameState("gpu", Backends: 2, IsStale: true, Lookups: 3, FailedLookups: 1)]);
        metrics.ObserveFleet(() => new FleetReading(
            [Busy], HeldRequests: 1, LeasesOpened: 3, LeasesSettled: 2, LeasesOverdue: 1));
        MeasureCounting(metrics);
    }

    private static void MeasureCounting(BalancerMetrics metrics)
    {
        var fleet = new FleetSnapshot(
            [new Backend(new BackendDefinition { Name = "gpu-1", Address = new Uri("http://127.0.0.1:1") })],
            [new ModelDefinition("m")],
            BalancingPolicies.Default);
        var beliefs = fleet.Models.Single().Beliefs;
        beliefs.ObserveCount("gpu-1", 100, 90, 1, 110);
        beliefs.ObservePrompt(400, 100, ScriptClass.Code);
        metrics.ObserveCounting(new CountingReading(
            null, new LongCounts(1, 1, TimeProvider.System), () => fleet.Models));
    }
}
