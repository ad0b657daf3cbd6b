namespace TokenAwareBalancer.Learning.Lengths;

/// <summary>How long an answer will be: a survival curve over <see cref="LengthBins"/>, and what follows from it.</summary>
/// <remarks>
/// <para>
/// Two numbers for each bin: <c>S = P(L ≥ its lower edge)</c> and <c>X = Σ P(L > x)</c> over all x from that edge on.
/// Within a bin all lengths are equally likely. Then <c>E[min(L, c)] = X(0) − X(c)</c>, and what is still to come of an
/// answer of g tokens is <c>(X(g) − X(c)) / P(L > g)</c>, each by one look at one bin.
/// </para>
/// <para>
/// Belief from counts and from what is believed where there are none (<see cref="Learn"/>) is the estimator of Susarla
/// and Van Ryzin (Journal of the American Statistical Association 71, 1976): the chance to end in a bin, having come so
/// far, is <c>(ended + w·f′) / (at risk + w·S′)</c>, where f′ and S′ are those of the prior and w is how many answers it
/// is worth. Without limits that is the histogram mixed with the prior, <c>w : n</c>; without a prior it is Kaplan and
/// Meier's. An answer that a limit ended counts as being at risk up to that limit, and no further.
/// </para>
/// <para>
/// Written under the lock of <see cref="OutputLengths"/>, read without one: a reader may see a few bins of the belief
/// before and the rest of the one after, which differ by one answer among hundreds. What is read is an estimate, and
/// is clamped where it is used.
/// </para>
/// </remarks>
internal sealed class LengthDistribution
{
    /// <summary>Fewer than any that are believed in, and more than what single precision cannot tell from none.</summary>
    private const float NobodyAtRisk = 1e-25f;

    private readonly float[] _survival = new float[LengthBins.Count + 1];
    private readonly float[] _excess = new float[LengthBins.Count + 1];

    /// <summary>E[L].</summary>
    public double MeanTokens => 1 + (double)Volatile.Read(ref _excess[0]);

    /// <summary>Before anything is known: the distribution with nothing but a known mean, the exponential.</summary>
    public static LengthDistribution Exponential(double meanTokens)
    {
        // Within a bin it is taken for even, which makes it a little longer.
        var uneven = OfRate(1 / meanTokens);
        return OfRate(uneven.MeanTokens / meanTokens / meanTokens);
    }

    private static LengthDistribution OfRate(double endingPerToken)
    {
        var distribution = new LengthDistribution();
        for (var bin = 0; bin <= LengthBins.Count; bin++)
            distribution._survival[bin] = (float)Math.Pow(1 - endingPerToken, LengthBins.LowerTokens(bin) - 1);
        distribution.SumUp();
        return distribution;
    }

    /// <summary>Becomes what counts and a prior say together.</summary>
    /// <param name="counts">What was seen.</param>
    /// <param name="prior">What is believed elsewhere.</param>
    /// <param name="priorWeight">How many answers that is worth, above 0.</param>
    public void Learn(LengthCounts counts, LengthDistribution prior, double priorWeight)
    {
        var ended = counts.Ended;
        var capped = counts.Capped;
        var priorSurvival = prior._survival;
        var atRisk = (float)counts.Weight;
        var weight = (float)priorWeight;
        var survival = 1f;
        for (var bin = 0; bin < ended.Length; bin++)
        {
            _survival[bin] = survival;
            // Those that a limit within the bin ended were at risk for half of it.
            var risk = Math.Max(0, atRisk - (capped[bin] / 2)) + (weight * priorSurvival[bin]);
            var ending = ended[bin] + (weight * (priorSurvival[bin] - priorSurvival[bin + 1]));
            survival *= risk > NobodyAtRisk ? 1 - Math.Clamp(ending / risk, 0, 1) : UnseenSurvival(bin);
            atRisk -= ended[bin] + capped[bin];
        }

        _survival[ended.Length] = survival;
        SumUp();
    }

    /// <summary>E[min(L, cap)].</summary>
    public double MeanUpTo(double capTokens) => MeanTokens - Excess(capTokens);

    /// <summary>E[min(L, cap) − g | L > g].</summary>
    public double Remaining(double observedTokens, double capTokens)
    {
        var longer = LongerThan(observedTokens);
        var excess = Excess(observedTokens);
        var remaining = longer > 0 && excess > 0
            ? (excess - Excess(capTokens)) / longer
            // Longer than any: as long again, which is what a power law says of it.
            : observedTokens;
        return Math.Clamp(remaining, 0, Math.Max(0, capTokens - observedTokens));
    }

    /// <summary>The shortest length that an answer exceeds with a chance of at most 1 − p.</summary>
    public long Quantile(double probability)
    {
        var longer = 1 - probability;
        // Survival falls from bin to bin: the last bin that begins above it.
        var (low, high) = (0, LengthBins.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _survival[middle] > longer ? (middle, high) : (low, middle - 1);
        }

        var mass = _survival[low] - _survival[low + 1];
        var part = mass > 0 ? Math.Clamp((_survival[low] - longer) / mass, 0, 1) : 1;
        return LengthBins.LowerTokens(low) + Math.Max(0, (long)Math.Ceiling(part * LengthBins.Width(low)) - 1);
    }

    /// <summary>P(L ≥ the lower edge of a bin).</summary>
    public double Reaching(int bin) => _survival[bin];

    /// <summary>P(L > g).</summary>
    private double LongerThan(double tokens)
    {
        if (tokens < 1)
            return 1;
        var (bin, into, slope) = PlaceOf(tokens);
        return Math.Max(0, _survival[bin] - (slope * (into + 1)));
    }

    private double Excess(double tokens)
    {
        if (tokens < 1)
            return MeanTokens - Math.Max(0, tokens);
        var (bin, into, slope) = PlaceOf(tokens);
        return Math.Max(0, _excess[bin] - (into * _survival[bin]) + (slope * into * (into + 1) / 2));
    }

    /// <summary>The bin of a length, how far into it that is, and the chance of each of its lengths.</summary>
    private (int Bin, double Into, double Slope) PlaceOf(double tokens)
    {
        var bin = LengthBins.IndexOf((long)Math.Min(tokens, int.MaxValue));
        var width = LengthBins.Width(bin);
        var into = Math.Min(width, tokens - LengthBins.LowerTokens(bin));
        return (bin, into, (double)(_survival[bin] - _survival[bin + 1]) / width);
    }

    // From the end on: the tail is small numbers, which the large ones before it would swallow.
    private void SumUp()
    {
        var excess = 0f;
        for (var bin = LengthBins.Count - 1; bin >= 0; bin--)
        {
            float width = LengthBins.Width(bin);
            excess += (width * _survival[bin]) - ((_survival[bin] - _survival[bin + 1]) * (width + 1) / 2);
            Volatile.Write(ref _excess[bin], excess);
        }
    }

    // A power law of exponent 2: whoever has come so far is expected to go as far again.
    private static float UnseenSurvival(int bin)
    {
        var ratio = (float)LengthBins.LowerTokens(bin) / (LengthBins.LowerTokens(bin) + LengthBins.Width(bin));
        return ratio * ratio;
    }
}
