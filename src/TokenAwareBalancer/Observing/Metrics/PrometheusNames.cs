using System.Text;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>Turns OpenTelemetry's names and units into Prometheus names.</summary>
/// <remarks>After the OpenTelemetry specification, "Prometheus and OpenMetrics compatibility".</remarks>
internal static class PrometheusNames
{
    /// <summary>
    /// The name of a metric's family: only characters Prometheus takes, its unit and kind at the end.
    /// </summary>
    public static string Family(string instrumentName, string unit, bool isCounter, bool isGauge)
    {
        var name = Sanitize(instrumentName, isColonAllowed: true);
        if (isCounter && name.EndsWith("_total", StringComparison.Ordinal))
            name = name[..^"_total".Length];
        name = WithSuffix(name, UnitSuffix(unit, isGauge));
        return isCounter ? WithSuffix(name, "total") : name;
    }

    public static string Label(string tagName) => Sanitize(tagName, isColonAllowed: false);

    private static string WithSuffix(string name, string suffix) =>
        suffix.Length == 0 || name.EndsWith("_" + suffix, StringComparison.Ordinal) ? name : name + "_" + suffix;

    /// <summary>What a unit counts, as in <c>{token}</c>, is said in the name; a base unit is spelled out.</summary>
    private static string UnitSuffix(string unit, bool isGauge) => unit switch
    {
        "" or ['{', ..] => "",
        "1" => isGauge ? "ratio" : "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "%" => "percent",
        _ => Sanitize(unit, isColonAllowed: false),
    };

    private static string Sanitize(string name, bool isColonAllowed)
    {
        var sanitized = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            var isValid = char.IsAsciiLetterOrDigit(character) || (isColonAllowed && character == ':');
            var isRepeated = !isValid && sanitized.Length > 0 && sanitized[^1] == '_';
            if (!isRepeated)
                sanitized.Append(isValid ? character : '_');
        }

        if (sanitized.Length == 0 || char.IsAsciiDigit(sanitized[0]))
            sanitized.Insert(0, '_');
        return sanitized.ToString();
    }
}
