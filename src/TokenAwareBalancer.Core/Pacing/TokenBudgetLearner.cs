namespace TokenAwareBalancer.Pacing;

/// <summary>Learns how many tokens an engine takes into one iteration, from those that took more than was believed.</summary>
/// <remarks>
/// Starts at 2048, the least that is usual (vLLM 2048 or 8192, SGLang 2048 to 8192 by memory, llama.cpp 2048), and grows
/// to the smallest of three iterations that were larger: prompts whose first content came sooner than the budget lets
/// them be computed. One that came much sooner than the costs let it was in the prefix cache and tells nothing. It
/// never shrinks: an engine that takes less looks like one with a prompt that waits for memory. Guarded by the lock of
/// its watch.
/// </remarks>
internal sealed class TokenBudgetLearner
{
    public const int LeastTokens = 2048;

    private const int MostTokens = 131_072;
    private const int Witnesses = 3;
    private const double LeastTimePart = 0.3;

    private int _witnesses;
    private double _smallest = double.PositiveInfinity;

    /// <summary>The largest that is believed.</summary>
    public int Tokens { get; private set; } = LeastTokens;

    /// <param name="stepTokens">Tokens that one iteration took at least.</param>
    /// <param name="milliseconds">What it took.</param>
    /// <param name="expectedMilliseconds">What it would take by the costs.</param>
    public void Observe(double stepTokens, double milliseconds, double expectedMilliseconds)
    {
        if (stepTokens <= Tokens || milliseconds < LeastTimePart * expectedMilliseconds)
            return;
        _smallest = Math.Min(_smallest, stepTokens);
        if (++_witnesses < Witnesses)
            return;
        Tokens = (int)Math.Min(MostTokens, _smallest);
        (_witnesses, _smallest) = (0, double.PositiveInfinity);
    }
}
