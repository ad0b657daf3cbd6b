using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>Exports a collection as Prometheus text, format 0.0.4. Not thread-safe: its endpoint takes turns.</summary>
/// <remarks>
/// One invalid or repeated line makes Prometheus reject the whole scrape. A family is therefore written once, for the
/// instrument that comes first; a later one whose name is the same after sanitising is left out.
/// </remarks>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusText : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _usedNames = new(StringComparer.Ordinal);

    /// <summary>Collects and exports. Set by the reader, which refuses when asked itself.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>The last collection, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8Text { get; private set; }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text.Clear();
        _usedNames.Clear();
        foreach (var metric in batch)
        {
            // The format has no place for one, and no view of ours asks for one.
            if (metric.MetricType != MetricType.ExponentialHistogram)
                WriteFamily(metric);
        }

        Utf8Text = Encoding.UTF8.GetBytes(_text.ToString());
        return ExportResult.Success;
    }

    private void WriteFamily(Metric metric)
    {
        var kind = KindOf(metric.MetricType);
        var name = PrometheusNames.Family(metric.Name, metric.Unit, kind == "counter", kind == "gauge");
        if (!TryUse(name, kind))
            return;

        PrometheusLine.WriteHeader(_text, name, kind, metric.Description is "" ? metric.Name : metric.Description);
        foreach (ref readonly var point in metric.GetMetricPoints())
            WritePoint(name, metric.MetricType, in point);
    }

    private bool TryUse(string name, string kind)
    {
        string[] names = kind == "histogram" ? [name, $"{name}_bucket", $"{name}_sum", $"{name}_count"] : [name];
        if (names.Any(_usedNames.Contains))
            return false;
        _usedNames.UnionWith(names);
        return true;
    }

    private static string KindOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private void WritePoint(string name, MetricType type, in MetricPoint point)
    {
        var labels = PrometheusLabels.Of(point.Tags);
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                PrometheusLine.Write(_text, name, labels, point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                PrometheusLine.Write(_text, name, labels, point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                PrometheusLine.Write(_text, name, labels, point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                PrometheusLine.Write(_text, name, labels, point.GetGaugeLastValueDouble());
                break;
            default:
                WriteHistogram(name, labels, in point);
                break;
        }
    }

    /// <summary>Our buckets count their own, those of Prometheus all up to their bound; the last is infinity.</summary>
    private void WriteHistogram(string name, string labels, in MetricPoint point)
    {
        var total = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            total += bucket.BucketCount;
            if (double.IsFinite(bucket.ExplicitBound))
                WriteBucket(name, labels, bucket.ExplicitBound, total);
        }

        WriteBucket(name, labels, double.PositiveInfinity, total);
        PrometheusLine.Write(_text, name + "_sum", labels, point.GetHistogramSum());
        PrometheusLine.Write(_text, name + "_count", labels, total);
    }

    private void WriteBucket(string name, string labels, double upperBound, long total) =>
        PrometheusLine.Write(_text, name + "_bucket", PrometheusLabels.WithUpperBound(labels, upperBound), total);
}
