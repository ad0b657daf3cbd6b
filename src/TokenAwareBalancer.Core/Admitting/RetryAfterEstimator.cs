using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Admitting;

/// <summary>How long a refused client should wait: what is ahead of it over how fast that goes.</summary>
internal static class RetryAfterEstimator
{
    /// <summary>Vercel's client ignores a <c>Retry-After</c> of 60 s and more, and comes back after two.</summary>
    private const int LongestSeconds = 59;

    /// <summary>
    /// The tokens in line and in flight over the rate at which they have been worked off, between 1 and 59 seconds. 1
    /// while nothing is known of the rate.
    /// </summary>
    public static int EstimateSeconds(ServedModel model, long heldTokens, double nowSeconds)
    {
        var aheadTokens = heldTokens;
        var tokensPerSecond = 0.0;
        var restSeconds = double.PositiveInfinity;
        foreach (var backend in model.Backends)
        {
            var inFlight = backend.Ledger.Read();
            aheadTokens += inFlight.PrefillTokens + inFlight.DecodeTokens;
            if (backend.Health.Read(nowSeconds).Standing < Standing.LastResort)
                tokensPerSecond += backend.ReadDrainRate(nowSeconds) ?? 0;
            restSeconds = Math.Min(restSeconds, backend.Health.RestUntilSeconds - nowSeconds);
        }

        var drainSeconds = tokensPerSecond > 0 ? aheadTokens / tokensPerSecond : 0;
        // Where all are resting, nobody can be served before the first is back.
        return (int)Math.Clamp(Math.Ceiling(Math.Max(drainSeconds, restSeconds)), 1, LongestSeconds);
    }
}
