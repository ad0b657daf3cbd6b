using TokenAwareBalancer.Choosing;

namespace TokenAwareBalancer.Demo;

/// <summary>The policies that the demo compares.</summary>
internal static class DemoPolicies
{
    /// <summary>What the others are told in proportion to.</summary>
    public const string Baseline = "round-robin";

    /// <summary>The rule of the article this project began with.</summary>
    public const string LeastTokens = "least-tokens";

    public static string Ours => BalancingPolicies.Default;

    /// <summary>In the order of the tables.</summary>
    public static IReadOnlyList<string> All { get; } = [Baseline, "least-connections", LeastTokens, Ours];
}
