namespace TokenAwareBalancer.Choosing;

/// <summary>Draws candidates at random, in proportion to weight.</summary>
internal sealed class WeightedDraw
{
    private readonly SeededRandom _random;

    public WeightedDraw(SeededRandom random) => _random = random;

    /// <param name="candidates">At least one that is not excepted.</param>
    /// <param name="except">The index of one that must not be drawn; none by default.</param>
    /// <returns>An index into <paramref name="candidates"/>.</returns>
    public int Next(ReadOnlySpan<Candidate> candidates, int except = -1)
    {
        var totalWeight = 0.0;
        for (var i = 0; i < candidates.Length; i++)
            totalWeight += i == except ? 0 : candidates[i].Weight;

        var mark = _random.NextDouble() * totalWeight;
        var last = -1;
        for (var i = 0; i < candidates.Length; i++)
        {
            if (i == except)
                continue;
            last = i;
            mark -= candidates[i].Weight;
            if (mark < 0)
                break;
        }

        // Rounding can leave a trace of the mark beyond the last.
        return last;
    }
}
