using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing.Rivals;

/// <summary>Most of the prompt cached where requests are not unusually many; else fewest requests.</summary>
/// <remarks>
/// <para>
/// N is requests in flight / weight. Where the most and the fewest are more than 8 apart, only those with the fewest
/// are candidates. Of the candidates that have any of the prompt cached and N ≤ mean + σ (over all), the one with the
/// greatest share, in whole per cent, then the fewest requests. Where there is none, the fewest requests. AIBrix's
/// <c>prefix-cache</c> (<c>pkg/plugins/gateway/algorithms/prefix_cache.go</c>, as of its pull request 1906).
/// </para>
/// <para>
/// Both bounds are numbers of requests: 8 is nothing in batches of hundreds, and everything in batches of ten. Blind to
/// the size of prompts.
/// </para>
/// </remarks>
public sealed class AibrixPrefixCachePolicy : LeastLoadedPolicy
{
    private const double MostApart = 8;
    private const double StandardDeviations = 1;

    private double _fewest;
    private double _mostAllowed;
    private bool _isImbalanced;
    private bool _hasMatch;

    /// <inheritdoc/>
    public override string Name => "aibrix-prefix-cache";

    /// <inheritdoc/>
    protected override void Survey(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds)
    {
        var (most, sum, squares) = (0.0, 0.0, 0.0);
        _fewest = double.PositiveInfinity;
        foreach (ref readonly var candidate in candidates)
        {
            var requests = Requests(candidate);
            (_fewest, most) = (Math.Min(_fewest, requests), Math.Max(most, requests));
            sum += requests;
        }

        var mean = sum / candidates.Length;
        foreach (ref readonly var candidate in candidates)
            squares += (Requests(candidate) - mean) * (Requests(candidate) - mean);
        var deviation = candidates.Length > 1 ? Math.Sqrt(squares / (candidates.Length - 1)) : 0;
        _mostAllowed = mean + StandardDeviations * deviation;
        _isImbalanced = most - _fewest > MostApart;
        _hasMatch = false;
        foreach (ref readonly var candidate in candidates)
            _hasMatch |= IsMatch(candidate);
    }

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work)
    {
        if (!_hasMatch)
            return new BackendLoad(Requests(candidate));
        return IsMatch(candidate)
            ? new BackendLoad(-CachedPercent(candidate, work), Requests(candidate))
            : BackendLoad.Excluded;
    }

    private bool IsMatch(in Candidate candidate)
    {
        var requests = Requests(candidate);
        return requests <= _mostAllowed && (!_isImbalanced || requests <= _fewest)
            && candidate.CachedTokens > 0;
    }

    private static double CachedPercent(in Candidate candidate, in WorkEstimate work) =>
        Math.Floor(100 * candidate.CachedShareOf(work));

    private static double Requests(in Candidate candidate) => candidate.InFlight.Requests / candidate.Weight;
}
