using System.Globalization;
using OpenTelemetry;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>Renders the tags of a series as Prometheus labels.</summary>
internal static class PrometheusLabels
{
    /// <summary>
    /// In braces and in order, or empty when there are no tags. Tags whose names are the same after sanitising become
    /// one label with both values, since a repeated label is an error.
    /// </summary>
    public static string Of(ReadOnlyTagCollection tags)
    {
        var labels = new List<KeyValuePair<string, string>>(tags.Count);
        foreach (var tag in tags)
            Add(labels, PrometheusNames.Label(tag.Key), ValueOf(tag.Value));
        labels.Sort((one, other) => string.CompareOrdinal(one.Key, other.Key));
        return labels.Count == 0 ? "" : $"{{{string.Join(',', labels.Select(Render))}}}";
    }

    /// <summary>Adds a bucket's bound.</summary>
    public static string WithUpperBound(string labels, double upperBound)
    {
        var bound = $"le=\"{PrometheusLine.Format(upperBound)}\"";
        return labels.Length == 0 ? $"{{{bound}}}" : $"{labels[..^1]},{bound}}}";
    }

    private static void Add(List<KeyValuePair<string, string>> labels, string name, string value)
    {
        var at = labels.FindIndex(label => label.Key == name);
        if (at < 0)
            labels.Add(new(name, value));
        else
            labels[at] = new(name, $"{labels[at].Value};{value}");
    }

    private static string ValueOf(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Render(KeyValuePair<string, string> label) =>
        $"{label.Key}=\"{label.Value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
