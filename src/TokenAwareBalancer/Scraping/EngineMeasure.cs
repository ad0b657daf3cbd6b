using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Scraping;

/// <summary>Where on a page one number of an engine stands: a metric's value, or labels of it multiplied.</summary>
internal sealed class EngineMeasure
{
    private readonly byte[] _metric;
    private readonly byte[][] _factors;

    /// <param name="metric">Its name; a colon in it may be an underscore on the page, as exporters have it.</param>
    /// <param name="factors">The labels to multiply; none takes the sample's value.</param>
    public EngineMeasure(string metric, params IEnumerable<string> factors)
    {
        _metric = Encoding.ASCII.GetBytes(metric);
        _factors = [.. factors.Select(Encoding.ASCII.GetBytes)];
    }

    public bool IsNamed(ReadOnlySpan<byte> name)
    {
        if (name.Length != _metric.Length)
            return false;
        for (var at = 0; at < name.Length; at++)
        {
            if (name[at] != _metric[at] && (name[at] != '_' || _metric[at] != ':'))
                return false;
        }

        return true;
    }

    /// <returns>Null where it does not say, as vLLM's <c>num_gpu_blocks="None"</c>.</returns>
    public double? Read(in PrometheusSample sample)
    {
        var product = _factors.Length == 0 ? sample.Value : 1;
        foreach (var factor in _factors)
        {
            if (ReadLabel(sample, factor) is not { } value)
                return null;
            product *= value;
        }

        return double.IsFinite(product) && product >= 0 ? product : null;
    }

    private static double? ReadLabel(in PrometheusSample sample, ReadOnlySpan<byte> name)
    {
        var labels = new LabelCursor(sample.Labels);
        while (labels.MoveNext())
        {
            if (labels.Name.SequenceEqual(name))
                return ReadNumber(labels.EscapedValue);
        }

        return null;
    }

    private static double? ReadNumber(ReadOnlySpan<byte> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
