using TokenAwareBalancer.Learning.Snapshots;

namespace TokenAwareBalancer.Learning.Lengths;

/// <summary>How many answers were how long: those that came to their own end, and those that a limit ended.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class LengthCounts
{
    /// <summary>A thousandth of an answer is forgotten for good.</summary>
    private const double LeastTold = 0.001;

    private readonly float[] _ended = new float[LengthBins.Count];
    private readonly float[] _capped = new float[LengthBins.Count];

    /// <summary>Answers, as far as they are not forgotten.</summary>
    public double Weight { get; private set; }

    /// <summary>Those that ended by themselves, by bin.</summary>
    public ReadOnlySpan<float> Ended => _ended;

    /// <summary>Those that a limit ended: all that is known is that they would have been at least so long.</summary>
    public ReadOnlySpan<float> Capped => _capped;

    public void Add(int bin, bool isCapped, double weight = 1)
    {
        (isCapped ? _capped : _ended)[bin] += (float)weight;
        Weight += weight;
    }

    /// <summary>The lengths that there were.</summary>
    public IReadOnlyList<LengthSnapshot> Capture() =>
    [
        .. Enumerable.Range(0, _ended.Length)
            .Where(bin => _ended[bin] + _capped[bin] >= LeastTold)
            .Select(bin => new LengthSnapshot(
                LengthBins.LowerTokens(bin), Math.Round(_ended[bin], 3), Math.Round(_capped[bin], 3))),
    ];

    /// <summary>Adds what there was.</summary>
    /// <exception cref="InvalidDataException">There cannot have been.</exception>
    public void Restore(IReadOnlyList<LengthSnapshot> lengths)
    {
        foreach (var length in lengths)
        {
            var bin = LengthBins.IndexOf((long)SnapshotNumbers.Positive(length.Tokens));
            Add(bin, isCapped: false, SnapshotNumbers.NotNegative(length.Ended));
            Add(bin, isCapped: true, SnapshotNumbers.NotNegative(length.Capped));
        }
    }

    /// <summary>Forgets a part of it.</summary>
    public void Fade(double keep)
    {
        var factor = (float)keep;
        for (var bin = 0; bin < _ended.Length; bin++)
        {
            _ended[bin] *= factor;
            _capped[bin] *= factor;
        }

        Weight *= keep;
    }
}
