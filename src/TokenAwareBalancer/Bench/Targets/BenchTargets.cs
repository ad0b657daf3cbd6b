using TokenAwareBalancer.Engine;

namespace TokenAwareBalancer.Bench.Targets;

/// <summary>Whom a run measures, and what has to be known of them before.</summary>
internal sealed record BenchTargets
{
    /// <summary>Where a balancer listens unless it is told otherwise.</summary>
    public const string DefaultAddress = "http://127.0.0.1:8700";

    public required IReadOnlyList<IBenchTarget> All { get; init; }

    /// <summary>The target that the others are compared with.</summary>
    public required string Baseline { get; init; }

    /// <summary>Servers that have to be there already.</summary>
    public IReadOnlyList<Uri> Servers { get; init; } = [];

    /// <summary>Engines in this process; 0 when there are none.</summary>
    public int Engines { get; init; }

    /// <summary>What each of them is.</summary>
    public EngineOptions? Engine { get; init; }

    /// <summary>What policies balance over, for the head of a report; null without policies.</summary>
    public string? Backends { get; init; }

    public static BenchTargets OfServers(IReadOnlyList<(string Name, Uri Address)> servers) => new()
    {
        All = [.. servers.Select(static server => new UrlTarget(server.Name, server.Address))],
        Baseline = servers[0].Name,
        Servers = [.. servers.Select(static server => server.Address)],
    };

    public static BenchTargets OfPolicies(
        IReadOnlyList<string> policies, IReadOnlyList<Uri> backends, string? apiKey) =>
        OfPolicies(policies, new UrlBackends(backends, apiKey)) with { Servers = backends };

    public static BenchTargets OfPolicies(IReadOnlyList<string> policies, int engines, EngineOptions engine) =>
        OfPolicies(policies, new EngineBackends(engines, engine)) with { Engines = engines, Engine = engine };

    private static BenchTargets OfPolicies(IReadOnlyList<string> policies, IBackendSource backends) => new()
    {
        All = [.. policies.Select(policy => new PolicyTarget(policy, backends))],
        Baseline = policies[0],
        Backends = backends.Description,
    };
}
