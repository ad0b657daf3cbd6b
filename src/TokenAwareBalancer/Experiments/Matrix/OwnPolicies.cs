using TokenAwareBalancer.Choosing;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Policies that are this project's own research, and rivals of none unless they are named.</summary>
/// <remarks>
/// The bar is what others have. Another of ours as a rival would hide that both lost, or raise the bar by chance.
/// <c>pending-prefill</c> stays among the rivals: what it weighs is published, and it is what people have today.
/// </remarks>
internal static class OwnPolicies
{
    private static readonly string[] Names = ["auto", "fenced-marginal-cost"];

    public static IReadOnlyList<string> UsualRivals(string subject) =>
        [.. BalancingPolicies.Names.Where(name => name != subject && !Names.Contains(name))];
}
