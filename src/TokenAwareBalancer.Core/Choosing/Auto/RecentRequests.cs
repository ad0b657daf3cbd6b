namespace TokenAwareBalancer.Choosing.Auto;

/// <summary>What requests have been like lately: means over some five hundred of them.</summary>
/// <remarks>
/// Of what is predicted, never of what was measured: a policy that weighs its own results runs away with them.
/// </remarks>
internal sealed class RecentRequests
{
    private const double LeastShare = 0.002;

    /// <summary>Of 1, 2 and 3 the one with the soonest first tokens; whole answers are much alike under all.</summary>
    private const double RatioFactor = 3;

    private double _firstAlone;
    private double _wholeAlone;
    private double _least;
    private long _requests;

    /// <summary>κ: how much more a millisecond of waiting for the first token counts than one of the answer.</summary>
    public double FirstTokenFactor => 1 + (RatioFactor * (_firstAlone > 0 ? Math.Sqrt(_wholeAlone / _firstAlone) : 1));

    /// <summary>S: when first tokens come where they come first; above 0.</summary>
    public double UsualFirstTokenMilliseconds => Math.Max(1, _least);

    /// <param name="firstAlone">The time to first token that the next would have alone, over the candidates.</param>
    /// <param name="wholeAlone">And its whole time.</param>
    /// <param name="least">When its first token would come where that is soonest.</param>
    public void Observe(double firstAlone, double wholeAlone, double least)
    {
        var share = Math.Max(LeastShare, 1.0 / ++_requests);
        _firstAlone += share * (firstAlone - _firstAlone);
        _wholeAlone += share * (wholeAlone - _wholeAlone);
        _least += share * (least - _least);
    }
}
