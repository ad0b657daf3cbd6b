using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Engine;

/// <summary>Writes an engine's counters as Prometheus text under vLLM's names.</summary>
internal sealed class EngineMetricsPage
{
    private readonly StringBuilder _text = new();
    private readonly string _labels;

    private EngineMetricsPage(string modelName) =>
        _labels = $"engine=\"0\",model_name=\"{EscapeLabel(modelName)}\"";

    public static string Write(EngineSnapshot snapshot, EngineOptions options)
    {
        var page = new EngineMetricsPage(options.Models[0]);
        var kvUsage = Math.Min(1, (double)snapshot.KvTokens / options.KvCacheTokens);
        page.AddOne("vllm:num_requests_running", "gauge", "Requests in execution.", snapshot.RequestsRunning);
        page.AddOne("vllm:num_requests_waiting", "gauge", "Requests waiting.", snapshot.RequestsWaiting);
        page.AddOne("vllm:kv_cache_usage_perc", "gauge", "KV cache use, 1 is full.", kvUsage);
        page.AddOne("vllm:prompt_tokens_total", "counter", "Prefilled tokens.", snapshot.PromptTokensProcessed);
        page.AddOne("vllm:generation_tokens_total", "counter", "Generated tokens.", snapshot.TokensGenerated);
        page.AddOne("vllm:request_success_total", "counter", "Finished requests.", snapshot.RequestsCompleted);
        page.AddHistogram(
            "vllm:time_to_first_token_seconds", "Time to first token.", snapshot.TimeToFirstTokenSeconds);
        page.AddHistogram(
            "vllm:e2e_request_latency_seconds", "Time to last token.", snapshot.RequestSeconds);
        return page._text.ToString();
    }

    private static string EscapeLabel(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    private void AddOne(string name, string type, string help, double value)
    {
        AddHead(name, type, help);
        AddSample(name, "", value);
    }

    private void AddHistogram(string name, string help, HistogramSnapshot histogram)
    {
        AddHead(name, "histogram", help);
        long upToHere = 0;
        for (var i = 0; i < histogram.Counts.Count; i++)
        {
            upToHere += histogram.Counts[i];
            var bound = i < histogram.Bounds.Count ? Format(histogram.Bounds[i]) : "+Inf";
            AddSample($"{name}_bucket", $",le=\"{bound}\"", upToHere);
        }
        AddSample($"{name}_sum", "", histogram.Sum);
        AddSample($"{name}_count", "", upToHere);
    }

    private void AddHead(string name, string type, string help) =>
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private void AddSample(string name, string moreLabels, double value) =>
        _text.Append(CultureInfo.InvariantCulture, $"{name}{{{_labels}{moreLabels}}} {Format(value)}\n");

    private static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
