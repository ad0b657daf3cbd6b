using System.Collections.Frozen;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Scraping;

namespace TokenAwareBalancer.Reloading;

/// <summary>One configuration that the balancer runs by, or ran by. Immutable.</summary>
internal sealed class RunningConfiguration
{
    private readonly FrozenDictionary<string, BackendOptions> _backends;

    /// <param name="options">Valid, and changed by nobody any more.</param>
    /// <param name="generation">From 1; one more with every reload.</param>
    /// <param name="loadedAt">When.</param>
    public RunningConfiguration(BalancerOptions options, int generation, DateTimeOffset loadedAt)
    {
        Options = options;
        Generation = generation;
        LoadedAt = loadedAt;
        Rules = new RequestRules(options);
        _backends = options.Backends.ToFrozenDictionary(backend => backend.Name);
    }

    public BalancerOptions Options { get; }

    public int Generation { get; }

    public DateTimeOffset LoadedAt { get; }

    /// <summary>What it says of requests.</summary>
    public RequestRules Rules { get; }

    /// <summary>How a backend is probed; one that it does not know, as the others.</summary>
    public ProbeSettings ProbesOf(Backend backend) =>
        ProbeSettings.Of(Options.Health, _backends.GetValueOrDefault(backend.Definition.EntryName)?.Health ?? new());

    /// <summary>How a backend is asked for its engine's state; one that it does not know, as the others.</summary>
    public ScrapeSettings ScrapesOf(Backend backend) =>
        ScrapeSettings.Of(Options.Scraping, _backends.GetValueOrDefault(backend.Definition.EntryName)?.Scraping ?? new());
}
