namespace TokenAwareBalancer.Choosing;

/// <summary>Takes turns in proportion to weight, as evenly spaced as the weights allow.</summary>
/// <remarks>
/// Smooth weighted round robin, as introduced by nginx (commit 52327e0): each contender gains its weight, the richest
/// is picked and pays the total. Weights 5, 1, 1 give a a b a c a a and not a a a a a b c. The contenders may differ
/// from call to call; credit is kept by slot and the credits of all slots sum to zero.
/// </remarks>
internal sealed class WeightedRotation
{
    private double[] _credits = [];

    /// <param name="candidates">All candidates.</param>
    /// <param name="contenders">Indexes of those whose turn it may be; at least one.</param>
    /// <returns>The index, into <paramref name="candidates"/>, of the one whose turn it is.</returns>
    public int Next(ReadOnlySpan<Candidate> candidates, ReadOnlySpan<int> contenders)
    {
        EnsureSlots(candidates[^1].Slot + 1);
        var winner = contenders[0];
        var totalWeight = 0.0;
        foreach (var contender in contenders)
        {
            ref readonly var candidate = ref candidates[contender];
            totalWeight += candidate.Weight;
            _credits[candidate.Slot] += candidate.Weight;
            if (_credits[candidate.Slot] > _credits[candidates[winner].Slot])
                winner = contender;
        }

        _credits[candidates[winner].Slot] -= totalWeight;
        return winner;
    }

    private void EnsureSlots(int slots)
    {
        if (_credits.Length < slots)
            Array.Resize(ref _credits, slots);
    }
}
