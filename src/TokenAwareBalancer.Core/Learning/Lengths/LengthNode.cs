using TokenAwareBalancer.Learning.Snapshots;

namespace TokenAwareBalancer.Learning.Lengths;

/// <summary>What is believed of one group of answers, by those seen and, where they are few, by a larger group.</summary>
/// <remarks>Guarded by the lock of its <see cref="OutputLengths"/>, the distribution aside.</remarks>
internal sealed class LengthNode
{
    /// <summary>Followed within some hundred answers, and steady to some percent.</summary>
    private const double MostWeight = 400;

    /// <summary>Time is forgotten in steps, lest each answer cost a pass over all bins for it.</summary>
    private const double FadeStepSeconds = 600;

    /// <summary>
    /// What is left of a belief that a shift has put in doubt: enough to be right again soon where it was chance.
    /// </summary>
    private const double DoubtKeeps = 0.05;

    private const double LeastWeightOfLargest = 8;

    private readonly LengthNode? _parent;
    private readonly LengthDistribution _prior;
    private readonly double _priorWeight;
    private readonly LengthCounts _counts = new();
    private readonly LengthShift _shift = new();
    private double _fadedSeconds;
    private int _version;
    private int _parentVersion = -1;
    private int _parentDoubts;
    private int _doubts;

    /// <param name="key">Whose.</param>
    /// <param name="parent">The larger group.</param>
    /// <param name="priorWeight">How many answers its word is worth, above 0.</param>
    /// <param name="nowSeconds">When it begins.</param>
    public LengthNode(LengthKey key, LengthNode parent, double priorWeight, double nowSeconds)
        : this(key, parent.Distribution, priorWeight)
    {
        _parent = parent;
        _parentDoubts = parent._doubts;
        _fadedSeconds = nowSeconds;
    }

    /// <summary>The largest group: beyond it there is only what is believed before anything is known.</summary>
    public LengthNode(LengthDistribution prior, double priorWeight)
        : this(new LengthKey(null, LengthKey.AnyPrompt), prior, priorWeight) => Distribution.Learn(_counts, prior, priorWeight);

    private LengthNode(LengthKey key, LengthDistribution prior, double priorWeight) =>
        (Key, _prior, _priorWeight) = (key, prior, priorWeight);

    public LengthKey Key { get; }

    public LengthCounts Counts => _counts;

    /// <summary>As of the last <see cref="Refresh"/>.</summary>
    public LengthDistribution Distribution { get; } = new();

    /// <summary>Brings the belief up to what is known of the larger groups, and to the time.</summary>
    public void Refresh(double nowSeconds)
    {
        _parent?.Refresh(nowSeconds);
        var isChanged = FadeByTime(nowSeconds) | FadeByDoubt();
        if (isChanged || _parentVersion != (_parent?._version ?? _parentVersion))
            Rebuild();
    }

    /// <summary>Adds one answer.</summary>
    /// <remarks>Call <see cref="Refresh"/> first, and after the larger groups have been given it.</remarks>
    public void Add(int bin, bool isCapped)
    {
        FadeByDoubt();
        _counts.Add(bin, isCapped);
        if (_counts.Weight > MostWeight)
            _counts.Fade(0.5);
        Rebuild();
    }

    /// <summary>Takes up what was known, as far as it is still believed.</summary>
    /// <exception cref="InvalidDataException">No such answers can have been.</exception>
    public void Restore(IReadOnlyList<LengthSnapshot> lengths, double keep, double nowSeconds)
    {
        _fadedSeconds = nowSeconds;
        _counts.Restore(lengths);
        if (_counts.Weight > 0)
            _counts.Fade(Math.Min(Math.Max(keep, LeastKept()), MostWeight / _counts.Weight));
        Rebuild();
    }

    /// <summary>Watches whether what was believed of its answers was right.</summary>
    /// <param name="believed">What was believed.</param>
    /// <param name="bin">How long it became.</param>
    /// <param name="isCapped">Whether a limit ended it.</param>
    public void Watch(LengthDistribution believed, int bin, bool isCapped)
    {
        if (!_shift.Observe(1 - believed.Reaching(bin), isCapped ? 1 : 1 - believed.Reaching(bin + 1)))
            return;
        _counts.Fade(DoubtKeeps);
        _doubts++;
    }

    private bool FadeByTime(double nowSeconds)
    {
        var idleSeconds = nowSeconds - _fadedSeconds;
        if (idleSeconds < FadeStepSeconds)
            return false;
        _fadedSeconds = nowSeconds;
        if (_counts.Weight == 0)
            return false;
        _counts.Fade(Math.Max(Forgetting.KeptAfter(idleSeconds), LeastKept()));
        return true;
    }

    // Beyond the largest group there is only a guess: what was once seen says more than that, however old.
    private double LeastKept() => _parent is null ? Math.Min(1, LeastWeightOfLargest / _counts.Weight) : 0;

    // One tenant's other workload is no reason to doubt another's: only what is known of its prompts goes with it.
    private bool FadeByDoubt()
    {
        if (_parent is null || Key.PromptBucket == LengthKey.AnyPrompt || _parentDoubts == _parent._doubts)
            return false;
        _counts.Fade(0);
        _parentDoubts = _parent._doubts;
        return true;
    }

    private void Rebuild()
    {
        _version++;
        _parentVersion = _parent?._version ?? 0;
        Distribution.Learn(_counts, _prior, _priorWeight);
    }
}
