namespace TokenAwareBalancer.Learning.Lengths;

/// <summary>Notices that answers are no longer as they were believed to be.</summary>
/// <remarks>
/// Of a belief that is right, the part that each answer exceeds, <c>u = P(L ≤ observed)</c>, is uniform. Two means
/// over the last <see cref="MemoryAnswers"/> answers are watched (EWMA charts; Roberts, Technometrics 1, 1959): of
/// u − ½, which says where answers lie, and of |u − ½| − ¼, which says how widely. Chance moves the first by 0.036 and
/// the second by 0.018, real traffic, whose neighbours are alike, by more: the borders are six times that, so that no
/// hour of the public traces crosses them. A workload of other lengths does within 20 to 40 answers. A length is known to
/// its bin, and one that a limit ended only to be no less: of what u may then be, the mean is taken. Not thread-safe.
/// </remarks>
internal sealed class LengthShift
{
    private const double MemoryAnswers = 32;
    private const double MostOffCentre = 0.22;
    private const double MostOffWidth = 0.11;

    private double _place;
    private double _width;

    /// <param name="atLeast">The least that u may be.</param>
    /// <param name="atMost">The most.</param>
    /// <returns>Whether the belief is to be doubted; from then on it is watched anew.</returns>
    public bool Observe(double atLeast, double atMost)
    {
        var (low, high) = (atLeast - 0.5, atMost - 0.5);
        _place += (((low + high) / 2) - _place) / MemoryAnswers;
        _width += (MeanDistance(low, high) - 0.25 - _width) / MemoryAnswers;
        if (Math.Abs(_place) < MostOffCentre && Math.Abs(_width) < MostOffWidth)
            return false;
        (_place, _width) = (0, 0);
        return true;
    }

    /// <summary>The mean of |x| over all x from low to high.</summary>
    private static double MeanDistance(double low, double high) => high - low > 1e-9
        ? ((high * Math.Abs(high)) - (low * Math.Abs(low))) / 2 / (high - low)
        : Math.Abs(low);
}
