using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Learning.Lengths;

/// <summary>How right the estimates of one model's output were, over its last some hundred answers.</summary>
/// <remarks>
/// Each answer is compared with what was expected when its request came. A quantile that the request's own limit has
/// cut is not judged, since no answer could exceed it; nor are those of several completions, of which only the sum is
/// known. Thread-safe.
/// </remarks>
public sealed class OutputErrors
{
    /// <summary>A coverage over so many answers is known to 2 points.</summary>
    private const int MemoryAnswers = 400;

    /// <summary>Gone with the first answer.</summary>
    private const double NoWeight = 1e-6;

    private readonly DecayingMean _within50 = new(0.5, NoWeight, MemoryAnswers);
    private readonly DecayingMean _within90 = new(0.9, NoWeight, MemoryAnswers);
    private readonly DecayingMean _absoluteError = new(0, NoWeight, MemoryAnswers);
    private readonly DecayingMean _relativeError = new(0, NoWeight, MemoryAnswers);
    private long _observations;

    /// <summary>Answers that were compared.</summary>
    public long Observations => Interlocked.Read(ref _observations);

    /// <summary>The part of the answers that were no longer than their p50: 0.5 if it is right.</summary>
    public double CoverageOfP50 => _within50.Value;

    /// <summary>The part that were no longer than their p90: 0.9 if it is right.</summary>
    public double CoverageOfP90 => _within90.Value;

    /// <summary>The mean of |expected − observed|, in tokens.</summary>
    public double MeanAbsoluteErrorTokens => _absoluteError.Value;

    /// <summary>The same, divided by the mean of observed.</summary>
    public double RelativeError => _relativeError.Value;

    /// <param name="estimate">What was expected.</param>
    /// <param name="outputTokens">What came, over all completions.</param>
    /// <param name="completions">How many these were.</param>
    public void Observe(in WorkEstimate estimate, long outputTokens, int completions)
    {
        if (outputTokens <= 0)
            return;
        var errorTokens = Math.Abs(estimate.EstimatedOutputTokens - outputTokens);
        _absoluteError.Observe(errorTokens);
        _relativeError.Observe(errorTokens, outputTokens);
        Interlocked.Increment(ref _observations);
        if (completions != 1)
            return;
        Judge(_within50, estimate.EstimatedOutputTokensP50, estimate.OutputLimitTokens, outputTokens);
        Judge(_within90, estimate.EstimatedOutputTokensP90, estimate.OutputLimitTokens, outputTokens);
    }

    private static void Judge(DecayingMean coverage, long quantileTokens, long limitTokens, long outputTokens)
    {
        if (quantileTokens < limitTokens)
            coverage.Observe(outputTokens <= quantileTokens ? 1 : 0);
    }
}
