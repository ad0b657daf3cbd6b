using System.Globalization;

namespace TokenAwareBalancer.Scraping;

/// <summary>One sample of a page in Prometheus' text format.</summary>
/// <remarks>
/// <c>name{label="value",…} value [timestamp] [# exemplar]</c> (Prometheus, "Exposition formats", and OpenMetrics).
/// What follows the value is not read. Comments and what is ill-formed are no samples.
/// </remarks>
internal readonly ref struct PrometheusSample
{
    private PrometheusSample(ReadOnlySpan<byte> labels, double value)
    {
        Labels = labels;
        Value = value;
    }

    /// <summary>From behind the opening brace on; empty without labels.</summary>
    public ReadOnlySpan<byte> Labels { get; }

    /// <summary>May be NaN or infinite.</summary>
    public double Value { get; }

    /// <summary>The metric that a line is of; empty where it is of none.</summary>
    public static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        var end = line.IndexOfAny("{ \t"u8);
        return end <= 0 || line[0] == '#' ? default : line[..end];
    }

    public static bool TryRead(ReadOnlySpan<byte> line, out PrometheusSample sample)
    {
        sample = default;
        var name = NameIn(line);
        if (name.IsEmpty)
            return false;
        var rest = line.TrimStart(" \t"u8)[name.Length..].TrimStart(" \t"u8);
        ReadOnlySpan<byte> labels = default;
        if (!rest.IsEmpty && rest[0] == '{')
        {
            labels = rest[1..];
            var cursor = new LabelCursor(labels);
            while (cursor.MoveNext())
            {
            }

            if (!cursor.HasEndedWell)
                return false;
            rest = cursor.Rest.TrimStart(" \t"u8);
        }

        var end = rest.IndexOfAny(" \t\r"u8);
        if (!TryReadValue(end < 0 ? rest : rest[..end], out var value))
            return false;
        sample = new PrometheusSample(labels, value);
        return true;
    }

    private static bool TryReadValue(ReadOnlySpan<byte> text, out double value)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        if (text.SequenceEqual("+Inf"u8) || text.SequenceEqual("Inf"u8))
            value = double.PositiveInfinity;
        else if (text.SequenceEqual("-Inf"u8))
            value = double.NegativeInfinity;
        else
            return false;
        return true;
    }
}
