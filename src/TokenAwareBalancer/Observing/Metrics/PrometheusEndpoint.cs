using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>Answers scrapes with everything that the meters it was given have measured since it was made.</summary>
/// <remarks>
/// The official Prometheus exporter is still a prerelease, so that the text is ours, on the SDK's aggregation. Meters
/// are listened to by name across the whole process; those made by another factory, of another balancer in the same
/// process, are left out.
/// </remarks>
internal sealed class PrometheusEndpoint : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>
    /// Series per instrument; further ones share one marked <c>otel_metric_overflow="true"</c>. A hundred models or
    /// backends times ten outcomes.
    /// </summary>
    internal const int MaxSeries = 1000;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly PrometheusText _text = new();
    private readonly MeterProvider _provider;

    public PrometheusEndpoint(IMeterFactory meterFactory, params string[] meterNames)
    {
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(meterNames)
            .AddView(instrument => Configure(instrument, meterFactory))
            .AddReader(new BaseExportingMetricReader(_text))
            .Build();
    }

    /// <summary>Collects and writes one answer. Scrapes at the same time take turns.</summary>
    public async ValueTask WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        // Written after the turn is over: a slow scraper keeps nobody waiting.
        var text = await CollectAsync(cancellationToken);
        await output.WriteAsync(text, cancellationToken);
    }

    public void Dispose()
    {
        _provider.Dispose();
        _turn.Dispose();
    }

    private async ValueTask<ReadOnlyMemory<byte>> CollectAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _text.Collect?.Invoke(Timeout.Infinite) == true
                ? _text.Utf8Text
                : throw new InvalidOperationException("Collecting metrics failed.");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Bucket boundaries stay those that the instrument advises.</summary>
    private static MetricStreamConfiguration Configure(Instrument instrument, IMeterFactory meterFactory) =>
        instrument.Meter.Scope is { } scope && !ReferenceEquals(scope, meterFactory)
            ? MetricStreamConfiguration.Drop
            : new MetricStreamConfiguration { CardinalityLimit = MaxSeries };
}
