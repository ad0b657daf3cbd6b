using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Experiments.Fleets;

/// <summary>What each request would take alone on the fastest engine: no policy can be faster.</summary>
/// <remarks>
/// Where prefixes are shared, as if that engine still had all that ever was asked for before: an unlimited cache.
/// </remarks>
internal sealed class IsolatedTimes
{
    private const int KvBlockTokens = 16;

    private IsolatedTimes(double[] firstTokenSeconds, double[] wholeSeconds) =>
        (FirstTokenSeconds, WholeSeconds) = (firstTokenSeconds, wholeSeconds);

    public double[] FirstTokenSeconds { get; }

    public double[] WholeSeconds { get; }

    /// <param name="fleet">The engines.</param>
    /// <param name="requests">In order.</param>
    /// <param name="networkDelaySeconds">Of each way.</param>
    public static IsolatedTimes Of(
        ExperimentFleet fleet, IReadOnlyList<SimulatedRequest> requests, double networkDelaySeconds)
    {
        var (firstToken, whole) = (new double[requests.Count], new double[requests.Count]);
        HashSet<long> seen = [];
        for (var i = 0; i < requests.Count; i++)
        {
            var request = requests[i];
            var knownTokens = KnownTokens(request, seen);
            firstToken[i] = 2 * networkDelaySeconds + fleet.Parts.Min(part =>
                part.Profile.IsolatedFirstTokenSeconds(request.PromptTokens, Cached(part.Profile, knownTokens)));
            whole[i] = 2 * networkDelaySeconds + fleet.Parts.Min(part => part.Profile.IsolatedSeconds(
                request.PromptTokens, request.OutputTokens, Cached(part.Profile, knownTokens)));
        }

        return new IsolatedTimes(firstToken, whole);
    }

    private static int Cached(HardwareProfile profile, int knownTokens) =>
        profile is { IsBatching: true, CachesPrefixes: true } ? knownTokens : 0;

    /// <summary>Those that earlier prompts began with: whole blocks, and not all of a prompt.</summary>
    private static int KnownTokens(in SimulatedRequest request, HashSet<long> seen)
    {
        var known = 0;
        var isKnown = true;
        foreach (var id in request.BlockIds.Span)
        {
            isKnown &= !seen.Add(id);
            known += isKnown ? 1 : 0;
        }

        return Math.Min(known * request.BlockTokens, (request.PromptTokens - 1) / KvBlockTokens * KvBlockTokens);
    }
}
