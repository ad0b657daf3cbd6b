using System.Globalization;
using System.Text;
using TokenAwareBalancer.Engine.Identities;

namespace TokenAwareBalancer.Engine;

/// <summary>Writes an engine's counters as Prometheus text, under the names of the engine it passes for.</summary>
internal sealed class EngineMetricsPage
{
    private readonly StringBuilder _text = new();
    private readonly string _labels;

    private EngineMetricsPage(string labels) => _labels = labels;

    public static string Write(EngineSnapshot snapshot, EngineOptions options, EngineMetricNames names)
    {
        var model = EscapeLabel(options.Models[0]);
        var page = new EngineMetricsPage(names.Labels.Replace("MODEL", model, StringComparison.Ordinal));
        var kvUsage = Math.Min(1, (double)snapshot.KvTokens / options.ContextTokens);
        page.AddOne(names.Running, "gauge", "Requests in execution.", snapshot.RequestsRunning);
        page.AddOne(names.Waiting, "gauge", "Requests waiting.", snapshot.RequestsWaiting);
        page.AddOne(names.KvUsage, "gauge", "KV cache use, 1 is full.", kvUsage);
        page.AddOne(names.KvCapacityTokens, "gauge", "KV cache capacity in tokens.", options.ContextTokens);
        page.AddCacheConfiguration(names.CacheConfiguration, options.ContextTokens);
        page.AddOne(names.PromptTokens, "counter", "Prefilled tokens.", snapshot.PromptTokensProcessed);
        page.AddOne(names.GeneratedTokens, "counter", "Generated tokens.", snapshot.TokensGenerated);
        page.AddOne(names.Requests, "counter", "Finished requests.", snapshot.RequestsCompleted);
        page.AddHistogram(
            names.TimeToFirstTokenSeconds, "Time to first token.", snapshot.TimeToFirstTokenSeconds);
        page.AddHistogram(names.RequestSeconds, "Time to last token.", snapshot.RequestSeconds);
        return page._text.ToString();
    }

    private static string EscapeLabel(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    private void AddOne(string? name, string type, string help, double value)
    {
        if (name is null)
            return;
        AddHead(name, type, help);
        AddSample(name, _labels, value);
    }

    private void AddCacheConfiguration(string? name, int kvCacheTokens)
    {
        if (name is null)
            return;
        AddHead(name, "gauge", "Configuration of the KV cache.");
        AddSample(name, $"{_labels},block_size=\"1\",num_gpu_blocks=\"{kvCacheTokens}\"", 1);
    }

    private void AddHistogram(string? name, string help, HistogramSnapshot histogram)
    {
        if (name is null)
            return;
        AddHead(name, "histogram", help);
        long upToHere = 0;
        for (var i = 0; i < histogram.Counts.Count; i++)
        {
            upToHere += histogram.Counts[i];
            var bound = i < histogram.Bounds.Count ? Format(histogram.Bounds[i]) : "+Inf";
            AddSample($"{name}_bucket", $"{_labels},le=\"{bound}\"", upToHere);
        }
        AddSample($"{name}_sum", _labels, histogram.Sum);
        AddSample($"{name}_count", _labels, upToHere);
    }

    private void AddHead(string name, string type, string help) =>
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private void AddSample(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
            _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Format(value)).Append('\n');
    }

    private static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
