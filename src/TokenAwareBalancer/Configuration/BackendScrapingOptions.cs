using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>Where one backend's engine is asked for its state otherwise than the others.</summary>
internal sealed class BackendScrapingOptions
{
    [Toggle("Read this engine's metrics.", WhenAbsent = "scraping.enabled")]
    public bool? Enabled { get; set; }

    [Duration("The time between two questions.", "100ms", "2s", WhenAbsent = "scraping.interval")]
    public TimeSpan? Interval { get; set; }

    [Duration("How long an answer may take.", "10ms", "1s", WhenAbsent = "scraping.timeout")]
    public TimeSpan? Timeout { get; set; }

    [Text("The path of the metrics, below the backend's url.", TextPatterns.Line, TextPatterns.LineExpected,
        WhenAbsent = "scraping.path")]
    public string? Path { get; set; }
}
