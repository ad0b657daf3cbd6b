using System.Collections.Immutable;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Fleet;

/// <summary>
/// A model as clients name it: who serves it, how its prompts are counted, how its backends are chosen.
/// </summary>
public sealed class ServedModel
{
    internal ServedModel(FleetSnapshot fleet, ModelDefinition definition, ImmutableArray<Backend> backends,
        IBalancingPolicy policy, ModelBeliefs beliefs, CountingSettings counting)
    {
        Fleet = fleet;
        Definition = definition;
        Backends = backends;
        Policy = policy;
        Beliefs = beliefs;
        Counting = new PromptCounting(definition.TokenCounter, beliefs, counting);
    }

    /// <summary>The fleet that it is part of.</summary>
    internal FleetSnapshot Fleet { get; }

    public ModelDefinition Definition { get; }

    public string Name => Definition.Name;

    /// <summary>Counts its prompts exactly; null where they are estimated from their bytes.</summary>
    public ITokenCounter? TokenCounter => Definition.TokenCounter;

    /// <summary>The backends that serve it, in the order of the configuration.</summary>
    public ImmutableArray<Backend> Backends { get; }

    /// <summary>Guarded by the lock of the admission gate.</summary>
    public IBalancingPolicy Policy { get; }

    /// <summary>
    /// Room to write its candidates down in, so that no choice allocates. Guarded by the lock of the admission gate.
    /// </summary>
    internal Candidate[] Candidates => field ??= new Candidate[Backends.Length];

    /// <summary>Those in line for it whom no backend has failed. Guarded by the same lock.</summary>
    internal WaitingLane Lane { get; } = new();

    /// <summary>What recovering backends are owed. Guarded by the lock of the admission gate.</summary>
    internal RisingShares RisingShares { get; } = new();

    public ModelBeliefs Beliefs { get; }

    /// <summary>How its prompts are counted.</summary>
    public PromptCounting Counting { get; }

    public override string ToString() => Name;
}
