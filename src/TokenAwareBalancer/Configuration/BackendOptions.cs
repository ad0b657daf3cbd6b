using System.Text.Json.Serialization;
using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>One engine.</summary>
internal sealed class BackendOptions
{
    [Text("What logs, metrics and headers call the backend; unique.", TextPatterns.Name, TextPatterns.NameExpected)]
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Without <c>/v1</c> and with a slash at its end, however it was written.</summary>
    [Url("Where the engine listens: http or https, with or without /v1, a path prefix allowed."), Required]
    public Uri Url { get; set; } = null!; // Required: the loader yields no options without it.

    /// <summary>None, because behind a name there may be a balancer of its own.</summary>
    [Choice<DiscoveryKind>("Whether the host of url stands for several backends that DNS knows: none, it is one; "
        + "addresses, one for each of its addresses; services, one for each target of its SRV records.")]
    public DiscoveryKind Discover { get; set; } = DiscoveryKind.None;

    /// <summary>Null for the usual: this system's authorities, the host's name, no certificate of ours.</summary>
    [Group("TLS to the backend, whose url is https; its files are read again when they change.",
        WhenAbsent = "as browsers do it")]
    public BackendTlsOptions? Tls { get; set; }

    /// <summary>Null when the backend serves any model name; never empty.</summary>
    [Group("The models the backend serves.", WhenAbsent = "any model name"), AtLeastOne]
    public IReadOnlyList<BackendModelOptions>? Models { get; set; }

    [Number("The backend's capacity beside the others: under steady load 2 gets twice the work of 1, as the policy "
        + "measures it.", GreaterThan = 0, AtMost = 1000, Example = 1)]
    public double Weight { get; set; } = 1;

    /// <summary>
    /// Null for what the engine tells, else no limit. 100,000 is far above what an engine runs, and below the range of
    /// counters.
    /// </summary>
    [Integer("How many requests the backend gets at once.", "requests",
        AtLeast = 1, AtMost = 100_000, Example = 64, WhenAbsent = "what the engine tells, else no limit")]
    public int? MaxConcurrency { get; set; }

    /// <summary>
    /// Null for what the engine tells. Far above any cache of today; at least one block of vLLM's.
    /// </summary>
    [Integer("How many tokens the engine's KV cache holds.", "tokens",
        AtLeast = 16, AtMost = 2_000_000_000, Example = 412_000, WhenAbsent = "what the engine tells, else unknown")]
    public int? KvTokens { get; set; }

    [Group("Where this backend is watched otherwise than the others.")]
    public BackendHealthOptions Health { get; set; } = new();

    [Group("Where this backend's engine is asked for its state otherwise than the others.")]
    public BackendScrapingOptions Scraping { get; set; } = new();

    [Text("Free labels, for the operator's own use.", TextPatterns.Line, TextPatterns.LineExpected)]
    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>Null to send none. Kept out of JSON, lest an endpoint that shows the options shows it.</summary>
    [Text("Sent to the backend as Authorization: Bearer; best taken from the environment.",
        TextPatterns.HeaderToken, TextPatterns.HeaderTokenExpected, WhenAbsent = "no Authorization header")]
    [Secret, JsonIgnore]
    public string? ApiKey { get; set; }

    /// <summary>Without the key.</summary>
    public override string ToString() => $"{Name} ({Url})";
}
