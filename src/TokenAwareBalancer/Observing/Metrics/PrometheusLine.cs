using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>Writes single lines of the Prometheus text format.</summary>
internal static class PrometheusLine
{
    public static void WriteHeader(StringBuilder text, string name, string kind, string description)
    {
        var escaped = description
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        text.Append("# HELP ").Append(name).Append(' ').Append(escaped).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');
    }

    public static void Write(StringBuilder text, string name, string labels, long value) =>
        text.Append(name).Append(labels).Append(' ').Append(CultureInfo.InvariantCulture, $"{value}").Append('\n');

    public static void Write(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels).Append(' ').Append(Format(value)).Append('\n');

    /// <summary>The shortest digits that read back as the same number, or the format's own word.</summary>
    public static string Format(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
