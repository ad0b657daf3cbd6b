using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>How engines are asked for their state.</summary>
internal sealed class ScrapingOptions
{
    /// <summary>On: without it, work that comes to an engine by another way is not seen at all.</summary>
    [Toggle("Read each engine's metrics (vLLM, SGLang, llama.cpp, TGI, TensorRT-LLM), for what runs and waits there "
        + "and did not come through the balancer.")]
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Requests of others last for seconds, and an engine writes its page in the process that also writes its streams,
    /// a line in its log each time.
    /// </summary>
    [Duration("The time between two questions to a backend; longer, up to a minute, while it has no metrics.",
        "100ms", "2s")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(2);

    [Duration("How long an answer may take.", "10ms", "1s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    [Text("The path of the metrics, below the backend's url.", TextPatterns.Line, TextPatterns.LineExpected,
        WhenAbsent = "metrics, else prometheus/metrics")]
    public string? Path { get; set; }
}
