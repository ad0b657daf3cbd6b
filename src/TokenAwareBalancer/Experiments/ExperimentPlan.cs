using TokenAwareBalancer.Bench;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Sources;
using TokenAwareBalancer.Simulating.Disturbing;

namespace TokenAwareBalancer.Experiments;

/// <summary>What to simulate: each policy at each load with each seed.</summary>
internal sealed record ExperimentPlan
{
    public const double DefaultWarmUpShare = 0.15;

    public required RequestSource Source { get; init; }

    public required ExperimentFleet Fleet { get; init; }

    public required IReadOnlyList<string> Policies { get; init; }

    /// <summary>The one of them that others are compared with.</summary>
    public required string Baseline { get; init; }

    /// <summary>Parts of the fleet's saturation, one or more; null is the rate of the trace itself.</summary>
    public IReadOnlyList<double?> Loads { get; init; } = [0.8];

    public ArrivalPattern Arrivals { get; init; } = ArrivalPattern.Poisson;

    public IReadOnlyList<int> Seeds { get; init; } = [1, 2, 3];

    /// <summary>In each run, the warm-up among them.</summary>
    public required int Requests { get; init; }

    public double WarmUpShare { get; init; } = DefaultWarmUpShare;

    public double NetworkDelaySeconds { get; init; }

    public double? ScrapePeriodSeconds { get; init; }

    public int Balancers { get; init; } = 1;

    public double Jitter { get; init; }

    public int MaxHeldRequests { get; init; } = int.MaxValue;

    /// <summary>Whether balancers hold back what does not fit in an engine's KV cache.</summary>
    public bool GuardsKv { get; init; } = true;

    /// <summary>How wrong balancers are.</summary>
    public BeliefErrors Beliefs { get; init; } = BeliefErrors.None;

    /// <summary>Engines that are slower for a time.</summary>
    public IReadOnlyList<EngineSlowdown> Slowdowns { get; init; } = [];

    /// <summary>What an answer must keep to be a good one.</summary>
    public ServiceObjective? Objective { get; init; }

    /// <summary>Runs at the same time.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether the pooled engine is simulated too, for reference.</summary>
    public bool HasPooled { get; init; } = true;

    /// <summary>Whether the records of all requests are kept.</summary>
    public bool KeepsRecords { get; init; }
}
