namespace TokenAwareBalancer.Choosing;

/// <summary>The policies a configuration can name.</summary>
public static class BalancingPolicies
{
    private static readonly Func<IBalancingPolicy>[] Factories =
    [
        static () => new PendingPrefillPolicy(),
        static () => new LeastTokensPolicy(),
        static () => new LeastConnectionsPolicy(),
        static () => new RoundRobinPolicy(),
    ];

    /// <summary>Used when nothing else is asked for.</summary>
    public static string Default => Names[0];

    public static IReadOnlyList<string> Names { get; } = [.. Factories.Select(create => create().Name)];

    /// <summary>A new instance of a policy, or null when there is none of this name.</summary>
    public static IBalancingPolicy? Create(string name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
                return Factories[i]();
        }

        return null;
    }
}
