using System.Text;

namespace TokenAwareBalancer.Scraping;

/// <summary>One number as all ranks of an engine tell it, and what they come to together.</summary>
/// <remarks>
/// Data-parallel ranks (vLLM's label <c>engine</c>, SGLang's <c>dp_rank</c>) each have requests and a cache of their
/// own: they add up. Tensor-, pipeline- and expert-parallel ranks work on the same requests together, so that of those
/// the largest number counts. SGLang repeats its counts by priority beside the total, whose <c>priority</c> is empty.
/// </remarks>
internal sealed class RankedSeries
{
    private readonly Dictionary<string, double> _numberByPart = new(StringComparer.Ordinal);

    /// <summary>Null when nobody tells.</summary>
    public double? Sum => _numberByPart.Count == 0 ? null : _numberByPart.Values.Sum();

    /// <inheritdoc cref="Sum"/>
    public double? Mean => Sum / _numberByPart.Count;

    public void Add(in PrometheusSample sample, double number)
    {
        if (PartOf(sample) is { } part)
            _numberByPart[part] = Math.Max(number, _numberByPart.GetValueOrDefault(part));
    }

    /// <returns>Null for a number that another one contains.</returns>
    private static string? PartOf(in PrometheusSample sample)
    {
        var part = new StringBuilder();
        var labels = new LabelCursor(sample.Labels);
        while (labels.MoveNext())
        {
            if (labels.Name.SequenceEqual("priority"u8) && !labels.EscapedValue.IsEmpty)
                return null;
            if (!IsSharedWork(labels.Name))
                part.Append(Encoding.UTF8.GetString(labels.Name)).Append('=')
                    .Append(Encoding.UTF8.GetString(labels.EscapedValue)).Append('"');
        }

        return part.ToString();
    }

    private static bool IsSharedWork(ReadOnlySpan<byte> label) => label.SequenceEqual("tp_rank"u8)
        || label.SequenceEqual("pp_rank"u8) || label.SequenceEqual("moe_ep_rank"u8);
}
