namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Whether the subject fills KV caches until they throw requests out: a preemption storm.</summary>
/// <param name="Subject">Requests thrown out under it, in all runs.</param>
/// <param name="FewestOfRivals">Of the rivals that are best of a metric, the one that had fewest.</param>
/// <param name="Requests">Of all runs of one policy, the warm-up too.</param>
internal sealed record PreemptionVerdict(long Subject, long FewestOfRivals, long Requests)
{
    /// <summary>
    /// Each costs a request that is computed again; below this no mean can tell it from none.
    /// </summary>
    private const double HarmlessPart = 0.005;

    public long Most => Math.Max(FewestOfRivals, (long)(HarmlessPart * Requests));

    public bool Holds => Subject <= Most;
}
