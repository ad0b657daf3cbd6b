using TokenAwareBalancer.Streams;

namespace TokenAwareBalancer.Attacks;

/// <summary>What one attack did.</summary>
/// <param name="Name">Which.</param>
/// <param name="Before">Of the honest clients, just before.</param>
/// <param name="During">Of the same while it ran.</param>
/// <param name="ResidentBytes">The balancer's memory at its end.</param>
/// <param name="CpuShare">Of one processor that the balancer used meanwhile.</param>
/// <param name="After">What the balancer still had some seconds later.</param>
internal sealed record AttackResult(
    string Name, HonestResult Before, HonestResult During, long ResidentBytes, double CpuShare, BalancerGauges After)
{
    /// <summary>
    /// Attacker, balancer, engine and honest clients share the machine's processors: what they take from each other is
    /// no fault of the balancer, and a scheduler's slices are some milliseconds.
    /// </summary>
    private const double AllowanceMilliseconds = 10;

    private const double MostSlowdown = 1.5;

    public bool IsGood =>
        During.P99Milliseconds <= (MostSlowdown * Before.P99Milliseconds) + AllowanceMilliseconds
        && Before.Failed + During.Failed == 0
        && After is { RequestsInProgress: 0, BufferedBytes: 0, OpenLeases: 0 };
}
