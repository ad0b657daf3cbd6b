using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Bench.Targets;

/// <summary>What the balancers of a comparison balance over.</summary>
internal interface IBackendSource
{
    /// <summary>One line for the head of a report.</summary>
    string Description { get; }

    /// <summary>What a balancer has to know of their models.</summary>
    IReadOnlyDictionary<string, ModelOptions> Models { get; }

    /// <summary>Makes them ready for one balancer.</summary>
    /// <param name="seed">Of the repeat.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<RunningBackends> StartAsync(int seed, CancellationToken cancellationToken);
}
