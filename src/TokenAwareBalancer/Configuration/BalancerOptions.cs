using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>The whole configuration file.</summary>
internal sealed class BalancerOptions
{
    /// <summary>Loopback, because by default no key is asked for; 8700 is clear of the engines' ports.</summary>
    [Group("Where clients connect."), OneOrMany, AtLeastOne, NeedsRestart]
    public IReadOnlyList<ListenerOptions> Listen { get; set; } = [ListenAddress.Parse("127.0.0.1:8700", out _)!.Value];

    [Group("The port for metrics, health and administration.")]
    public AdminOptions Admin { get; set; } = new();

    [Group("The clients that may send requests, by the hashes of their keys.", WhenAbsent = "anybody may")]
    public IReadOnlyList<ClientKeyOptions> Keys { get; set; } = [];

    /// <summary>Null to leave the matter to backends and whoever stands in front.</summary>
    [Group("Which web pages may call from a browser (CORS).", WhenAbsent = "backends' own headers pass")]
    public CrossOriginOptions? Cors { get; set; }

    /// <summary>The product's reason: it places requests by the prefill work each backend has ahead of it.</summary>
    [KnownName("How a backend is chosen for a request.", NameKind.Policy)]
    public string Policy { get; set; } = BalancingPolicies.Default;

    /// <summary>Off, because it changes the request's bytes, which by default reach the engine unchanged.</summary>
    [Toggle("Ask engines to report token usage in streams (stream_options.include_usage), and remove the extra chunk "
        + "for clients that did not ask for it.")]
    public bool RequestUsage { get; set; }

    /// <summary>Off, because the client's credential is for the balancer; an engine might log it.</summary>
    [Toggle("Send the client's Authorization and x-api-key headers on to the backend, instead of removing them or "
        + "replacing them by the backend's apiKey.")]
    public bool ForwardClientAuthorization { get; set; }

    /// <summary>Set, because a client may claim to be anybody.</summary>
    [Choice<ForwardedHeaders>("What backends are told in X-Forwarded-For, -Proto, -Host, Forwarded and Via: set, what "
        + "the balancer saw; append, what came and the client's address after it, for a trusted proxy in front; "
        + "remove, nothing.")]
    public ForwardedHeaders ForwardedHeaders { get; set; } = ForwardedHeaders.Set;

    /// <summary>On: a request waits better where any backend can take it than in one engine's own line.</summary>
    [Toggle("Ask engines that tell it how many requests they run at once (llama.cpp its slots), see it of others by when "
        + "their answers begin, and send them no more, as long as no maxConcurrency is configured.")]
    public bool LearnConcurrency { get; set; } = true;

    /// <summary>On: an engine whose cache overflows throws out requests, and computes them anew.</summary>
    [Toggle("Hold a request while it would not fit in the KV cache of any backend, beside those in flight and what they "
        + "are expected to generate, where the size of the cache is known: by kvTokens, or by what the engine tells.")]
    public bool KvGuard { get; set; } = true;

    /// <summary>On: a load takes longer than most lines, and pushes out what others are using.</summary>
    [Toggle("Ask engines that tell it which models they have in memory (Ollama, llama.cpp as a router), and choose those "
        + "that have the request's before others, as long as they have room.")]
    public bool PreferLoaded { get; set; } = true;

    [Group("The engines to balance between, at least one, here or in backendsFile.")]
    [Required(Unless = "backendsFile")]
    public IReadOnlyList<BackendOptions> Backends { get; set; } = [];

    /// <summary>Its items are in <see cref="Backends"/>, after those of the file itself.</summary>
    [Text("A file of further backends: YAML or JSON, a list as backends has it, or a mapping with backends. It is read "
        + "again when it changes.", TextPatterns.File, TextPatterns.FileExpected, WhenAbsent = "none")]
    public string? BackendsFile { get; set; }

    [Group("How names are looked up that stand for several backends.")]
    public DiscoveryOptions Discovery { get; set; } = new();

    [Group("Settings of single models, by the name that clients use.")]
    public IReadOnlyDictionary<string, ModelOptions> Models { get; set; } = new Dictionary<string, ModelOptions>();

    [Group("How prompts are counted."), NeedsRestart]
    public CountingOptions Counting { get; set; } = new();

    [Group("What is believed of the engines' prefix caches.")]
    public PrefixCacheOptions PrefixCache { get; set; } = new();

    [Group("What is kept of what answers have taught, from one start to the next."), NeedsRestart]
    public LearningOptions Learning { get; set; } = new();

    [Group("How long things may take.")]
    public TimeoutOptions Timeouts { get; set; } = new();

    [Group("How backends are watched, and how much failure takes one out.")]
    public HealthOptions Health { get; set; } = new();

    [Group("How engines are asked for their state: what runs and waits there, and how full the KV cache is.")]
    public ScrapingOptions Scraping { get; set; } = new();

    [Group("How a request goes on after a backend has failed it.")]
    public FailoverOptions Failover { get; set; } = new();

    [Group("How much is accepted.")]
    public LimitOptions Limits { get; set; } = new();

    [Group("What is logged, and how."), NeedsRestart]
    public LoggingOptions Logging { get; set; } = new();
}
