using TokenAwareBalancer.Choosing.Auto;
using TokenAwareBalancer.Choosing.Rivals;

namespace TokenAwareBalancer.Choosing;

/// <summary>The policies a configuration can name.</summary>
public static class BalancingPolicies
{
    private static readonly Func<SeededRandom, IBalancingPolicy>[] Factories =
    [
        static _ => new PendingPrefillPolicy(),
        static _ => new AutoPolicy(),
        static _ => new LeastTokensPolicy(),
        static _ => new LmetricPolicy(),
        static _ => new LmetricUncachedPolicy(),
        static _ => new WorkLeftPolicy(),
        static _ => new FencedMarginalCostPolicy(),
        static _ => new PrebleE2Policy(),
        static _ => new DynamoKvPolicy(),
        static _ => new LlmDDefaultPolicy(),
        static _ => new LlmDAffinityPolicy(),
        static _ => new SglangCacheAwarePolicy(),
        static _ => new AibrixPrefixCachePolicy(),
        static _ => new VllmDpPolicy(),
        static _ => new LeastConnectionsPolicy(),
        static random => new PowerOfTwoChoicesPolicy(random),
        static _ => new RoundRobinPolicy(),
        static random => new RandomPolicy(random),
    ];

    /// <summary>Used when nothing else is asked for.</summary>
    public static string Default => Names[0];

    public static IReadOnlyList<string> Names { get; } = [.. Factories.Select(create => create(new SeededRandom(0)).Name)];

    /// <summary>Those that weigh what engines last said of themselves, and are blind without it.</summary>
    public static IReadOnlyList<string> ReadingEngines { get; } = ["llm-d-default", "vllm-dp"];

    /// <summary>A new instance of a policy, or null when there is none of this name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="random">What it draws from, if it draws; its own from now on.</param>
    public static IBalancingPolicy? Create(string name, SeededRandom random)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
                return Factories[i](random);
        }

        return null;
    }
}
