namespace TokenAwareBalancer.Pacing;

/// <summary>Learns how many tokens an engine takes into one iteration.</summary>
/// <remarks>
/// Starts at 2048, the least that is usual (vLLM 2048 or 8192, SGLang 2048 to 8192 by memory, llama.cpp 2048), and grows
/// to the smallest of three iterations that were larger: prompts whose first content came sooner than the budget lets
/// them be computed. One that came much sooner than the costs let it was in the prefix cache and tells nothing. Three
/// iterations in a row that did not end prompts which a budget of more than 2048 lets them end set a bound below what
/// they would have had to take, until a larger one is seen. Below 2048 none is set: an engine that takes less looks like
/// one with a prompt that waits for memory. Guarded by the lock of its watch.
/// </remarks>
internal sealed class TokenBudgetLearner
{
    public const int LeastTokens = 2048;

    private const int MostTokens = 131_072;
    private const int Witnesses = 3;
    private const double LeastTimePart = 0.3;
    private const double LeastTimePartWhenSure = 0.8;
    private const double BoundPart = 0.9;

    private int _larger;
    private double _smallest = double.PositiveInfinity;
    private int _refused;
    private double _smallestRefused = double.PositiveInfinity;

    /// <summary>The largest step that is believed to have been taken.</summary>
    public int LargestTokens { get; private set; } = LeastTokens;

    /// <summary>Larger ones are believed not to be.</summary>
    public int BoundTokens { get; private set; } = MostTokens;

    /// <summary>More tokens were taken than the budget allows.</summary>
    /// <param name="stepTokens">Tokens that one iteration took at least.</param>
    /// <param name="milliseconds">What it took.</param>
    /// <param name="expectedMilliseconds">What it would take by the costs.</param>
    /// <param name="isSure">Whether those are learned.</param>
    public void ObserveLarger(double stepTokens, double milliseconds, double expectedMilliseconds, bool isSure)
    {
        var leastMilliseconds = expectedMilliseconds * (isSure ? LeastTimePartWhenSure : LeastTimePart);
        if (stepTokens <= Math.Min(LargestTokens, BoundTokens) || milliseconds < leastMilliseconds)
            return;
        _smallest = Math.Min(_smallest, stepTokens);
        if (++_larger < Witnesses)
            return;
        LargestTokens = (int)Math.Min(MostTokens, _smallest);
        if (LargestTokens > BoundTokens)
            BoundTokens = MostTokens;
        (_larger, _smallest) = (0, double.PositiveInfinity);
    }

    /// <summary>An iteration of more than <see cref="LeastTokens"/> has ended as planned, or has not.</summary>
    public void ObservePlanned(double stepTokens, bool hasEnded)
    {
        if (stepTokens <= LeastTokens)
            return;
        if (hasEnded)
        {
            (_refused, _smallestRefused) = (0, double.PositiveInfinity);
            return;
        }

        _smallestRefused = Math.Min(_smallestRefused, stepTokens);
        if (++_refused < Witnesses)
            return;
        BoundTokens = (int)Math.Max(LeastTokens, BoundPart * _smallestRefused);
        LargestTokens = Math.Min(LargestTokens, BoundTokens);
        (_refused, _smallestRefused) = (0, double.PositiveInfinity);
    }
}
