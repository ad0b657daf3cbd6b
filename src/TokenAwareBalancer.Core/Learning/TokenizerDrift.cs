using TokenAwareBalancer.Learning.Snapshots;

namespace TokenAwareBalancer.Learning;

/// <summary>Learns how an engine's counts of prompts differ from ours.</summary>
/// <remarks>
/// <para>
/// <c>observed − counted = overhead + perMessage · messages + (factor − 1) · textTokens</c>: what a chat template adds
/// is constant or goes with the messages, what another vocabulary adds goes with the text. Bayesian linear regression,
/// three unknowns: each prompt adds <c>w·x·xᵀ/σ²</c> to the precision and <c>w·x·y/σ²</c> to the moment, of which
/// <c>1 − 1/200</c> is kept each time; the priors stay. Their widths are those of templates (3 to 35 tokens for a
/// conversation, 3 to 10 for a pair of messages) and of vocabularies. While all prompts are alike the three cannot be
/// told apart: then the sum is right, and the factor's deviation stays wide, so that no drift is found.
/// </para>
/// <para>
/// Robust: beyond three deviations a residual weighs as much less as it is larger (Huber), so that one prompt that an
/// engine cut or cached in a way of its own does not move the belief, while many do. What engines cut to one length teaches nothing (<see cref="CutPrompts"/>). State is guarded by
/// <c>_lock</c>; reading is lock-free.
/// </para>
/// </remarks>
public sealed class TokenizerDrift
{
    internal const double PriorFactorDeviation = 0.1;

    private const double PriorOverheadDeviation = 30;
    private const double PriorPerMessageDeviation = 5;
    private const double Keep = 1 - (1.0 / 200);
    private const double HuberDeviations = 3;

    /// <summary>A prompt without text, of one token, ends where rounding does.</summary>
    private const double LeastNoiseTokens = 2;

    /// <summary>Names, white space and tool calls that templates rewrite.</summary>
    private const double NoisePerToken = 0.005;

    private readonly Lock _lock = new();
    private readonly SymmetricSystem _sums = new();
    private readonly CutPrompts _cuts = new();
    private readonly DecayingMean _relativeError = new(0, priorWeight: 1, memoryObservations: 200);
    private DriftBelief _belief = DriftBelief.None;

    public DriftBelief Belief => Volatile.Read(ref _belief);

    /// <summary>Learns from one prompt.</summary>
    /// <param name="countedTokens">All its tokens as counted here.</param>
    /// <param name="textTokens">Those of its text.</param>
    /// <param name="messages">How many messages it has; 0 for what is no conversation.</param>
    /// <param name="observedTokens">The engine's own count, above 0.</param>
    public void Observe(long countedTokens, long textTokens, int messages, long observedTokens)
    {
        lock (_lock)
        {
            if (_cuts.Observe(countedTokens, observedTokens))
                return;
            var before = _belief;
            var predicted = before.Correct(countedTokens, textTokens, messages);
            _relativeError.Observe(Math.Abs(((double)predicted / observedTokens) - 1));
            var noise = LeastNoiseTokens + (NoisePerToken * textTokens);
            var excess = Math.Abs(observedTokens - predicted) / (noise * HuberDeviations);
            var weight = 1 / (noise * noise * Math.Max(1, excess));
            _sums.Fade(Keep);
            _sums.Add(messages > 0 ? 1 : 0, messages, textTokens, observedTokens - countedTokens, weight);
            Volatile.Write(ref _belief, Solve_NeedsLock(before.Observations + 1));
        }
    }

    /// <summary>What it knows.</summary>
    public DriftSnapshot Capture()
    {
        lock (_lock)
            return new DriftSnapshot(_sums.Sums, _relativeError.Capture(), _belief.Observations);
    }

    /// <summary>Becomes what it was, as far as it is still believed.</summary>
    /// <exception cref="InvalidDataException">No such belief can have been.</exception>
    public void Restore(DriftSnapshot snapshot, double keep)
    {
        if (!SymmetricSystem.IsPossible(snapshot.Sums))
            throw new InvalidDataException("drift.sums are no sums of squares and products");
        lock (_lock)
        {
            _relativeError.Restore(snapshot.RelativeError, keep);
            _sums.Sums = [.. snapshot.Sums];
            _sums.Fade(keep);
            Volatile.Write(
                ref _belief, Solve_NeedsLock((long)SnapshotNumbers.NotNegative(snapshot.Observations)));
        }
    }

    private DriftBelief Solve_NeedsLock(long observations)
    {
        var (overhead, perMessage, drift, driftVariance) = _sums.Solve(
            1 / Square(PriorOverheadDeviation),
            1 / Square(PriorPerMessageDeviation),
            1 / Square(PriorFactorDeviation));
        return new DriftBelief(
            overhead, perMessage, 1 + drift, Math.Sqrt(driftVariance), _relativeError.Value, observations);
    }

    private static double Square(double value) => value * value;
}
