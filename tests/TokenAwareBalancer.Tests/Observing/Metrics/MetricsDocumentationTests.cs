using System.Diagnostics.Metrics;

namespace TokenAwareBalancer.Observing.Metrics;

public sealed class MetricsDocumentationTests
{
    [Fact]
    public void Documentation_OfMetrics_ListsEveryInstrumentAndNoOther()
    {
        using var host = new MetricsHost();

        Assert.Equal(Measured(host).Order(StringComparer.Ordinal), Documented().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Documented() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "metrics.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..6])
            .Select(cells => Row(cells[0], cells[1], cells[2], cells[3], cells[4].Split(", ")));

    private static List<string> Measured(MetricsHost host)
    {
        var instruments = new HashSet<Instrument>();
        var tags = new HashSet<(string Instrument, string Tag)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, host.Factory) && instruments.Add(instrument))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, measured, _) => Note(instrument, measured, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, measured, _) => Note(instrument, measured, tags));
        listener.Start();

        MetricsHost.MeasureEverything(new BalancerMetrics(host.Factory));
        listener.RecordObservableInstruments();
        return [.. instruments.Select(instrument => Row(
            $"`{instrument.Name}`", $"`{PrometheusName(instrument)}`", TypeOf(instrument), $"`{instrument.Unit}`",
            tags.Where(tag => tag.Instrument == instrument.Name).Select(tag => $"`{tag.Tag}`")))];
    }

    private static void Note(
        Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> measured, HashSet<(string, string)> tags)
    {
        foreach (var tag in measured)
            tags.Add((instrument.Name, tag.Key));
    }

    private static string PrometheusName(Instrument instrument) => PrometheusNames.Family(
        instrument.Name, instrument.Unit ?? "", TypeOf(instrument) == "counter", TypeOf(instrument) == "gauge");

    private static string TypeOf(Instrument instrument) => instrument switch
    {
        Histogram<long> or Histogram<double> => "histogram",
        Counter<long> or ObservableCounter<long> => "counter",
        _ => "gauge",
    };

    private static string Row(string name, string prometheusName, string type, string unit, IEnumerable<string> tags) =>
        string.Join(" | ", name, prometheusName, type, unit, string.Join(", ", tags.Order(StringComparer.Ordinal)));
}
