using TokenAwareBalancer.Learning.Snapshots;

namespace TokenAwareBalancer.Learning.Lengths;

/// <summary>How long a model's answers are: by tenant, and by the length of the prompt.</summary>
/// <remarks>
/// <para>
/// A tree of histograms: all answers of the model, those of each tenant, and those of each tenant to prompts of one
/// sixth of an octave. Each is believed as far as it has seen answers; its group's belief is worth another
/// <see cref="PriorWeight"/>, so that a new group answers as the larger one until it knows better. Each halves what it
/// has seen at 400 answers. Without tenants the middle level is left out.
/// </para>
/// <para>
/// Time: what a group has seen loses half its weight in two days, so that an idle group comes to answer as the larger
/// one does; the model itself keeps the weight of eight answers. Change: where answers are no longer as believed
/// (<see cref="LengthShift"/>), nearly all that the tenant was known by is forgotten at once, that of its prompts whole.
/// </para>
/// <para>
/// An answer and a question each cost one pass over the 120 bins of at most three groups, a microsecond, and allocate
/// nothing; only the first answer of a group allocates that group's <see cref="GroupBytes"/>. The groups whose last
/// answer is longest ago are forgotten beyond <c>mostGroups</c>. State is guarded by <c>_lock</c>.
/// </para>
/// </remarks>
internal sealed class OutputLengths
{
    /// <summary>Two arrays of counts, two of the curve, and the group's own state and place in the books.</summary>
    public const int GroupBytes = 2_600;

    /// <summary>In answers. On the public traces 4 to 16 do as well; 8 is the middle.</summary>
    public const double PriorWeight = 8;

    /// <summary>Gone after a handful of answers, since it knows nothing of the model.</summary>
    private const double GuessWeight = 1;

    private readonly Lock _lock = new();
    private readonly LengthNode _all;
    private readonly double _priorTokens;
    private readonly int _mostGroups;
    private readonly Dictionary<LengthKey, LinkedListNode<LengthNode>> _groups = [];
    private readonly LinkedList<LengthNode> _byUse = []; // the last used first

    /// <param name="priorTokens">The mean before anything is known.</param>
    /// <param name="mostGroups">How many groups there may be beside the whole.</param>
    public OutputLengths(double priorTokens, int mostGroups)
    {
        _all = new LengthNode(LengthDistribution.Exponential(priorTokens), GuessWeight);
        _priorTokens = priorTokens;
        _mostGroups = mostGroups;
    }

    /// <summary>Mean over all tenants and prompts.</summary>
    public double MeanTokens => _all.Counts.Weight > 0 ? _all.Distribution.MeanTokens : _priorTokens;

    public bool HasLearned => _all.Counts.Weight > 0;

    public int Groups
    {
        get
        {
            lock (_lock)
                return _groups.Count;
        }
    }

    /// <summary>What is believed of an answer; it goes on changing as answers come.</summary>
    /// <param name="tenant">Whose request; null for nobody's in particular.</param>
    /// <param name="promptTokens">Of its prompt.</param>
    /// <param name="nowSeconds">On the clock of all calls.</param>
    public LengthDistribution Believe(string? tenant, long promptTokens, double nowSeconds)
    {
        lock (_lock)
        {
            var group = Find_NeedsLock(new LengthKey(tenant, LengthKey.BucketOf(promptTokens)))
                ?? (tenant is null ? null : Find_NeedsLock(new LengthKey(tenant, LengthKey.AnyPrompt)))
                ?? _all;
            group.Refresh(nowSeconds);
            return group.Distribution;
        }
    }

    /// <summary>Learns from one answer.</summary>
    /// <param name="tenant">Whose request; null for nobody's in particular.</param>
    /// <param name="promptTokens">Of its prompt.</param>
    /// <param name="outputTokens">Its length, at least 1.</param>
    /// <param name="isCapped">Whether a limit ended it.</param>
    /// <param name="nowSeconds">On the clock of all calls.</param>
    public void Observe(string? tenant, long promptTokens, long outputTokens, bool isCapped, double nowSeconds)
    {
        var bin = LengthBins.IndexOf(outputTokens);
        lock (_lock)
        {
            var whole = tenant is null ? _all : Take_NeedsLock(new(tenant, LengthKey.AnyPrompt), _all, nowSeconds);
            var part = Take_NeedsLock(new(tenant, LengthKey.BucketOf(promptTokens)), whole, nowSeconds);
            // Last, so that no part outlives its whole.
            Touch_NeedsLock(whole);
            part.Refresh(nowSeconds);
            whole.Watch(part.Distribution, bin, isCapped);
            if (whole != _all)
            {
                _all.Watch(_all.Distribution, bin, isCapped);
                _all.Add(bin, isCapped);
            }

            whole.Add(bin, isCapped);
            part.Add(bin, isCapped);
        }
    }

    /// <summary>All groups, those used last first, after the whole.</summary>
    public IReadOnlyList<LengthGroupSnapshot> Capture()
    {
        lock (_lock)
            return [.. _byUse.Prepend(_all).Select(Capture_NeedsLock)];
    }

    /// <summary>Takes up what was known, as far as it is still believed.</summary>
    /// <exception cref="InvalidDataException">No such answers can have been.</exception>
    public void Restore(IReadOnlyList<LengthGroupSnapshot> groups, double keep, double nowSeconds)
    {
        lock (_lock)
        {
            foreach (var group in groups.Reverse())
                Restore_NeedsLock(group, keep, nowSeconds);
        }
    }

    private void Restore_NeedsLock(LengthGroupSnapshot group, double keep, double nowSeconds)
    {
        var whole = group.Tenant is null
            ? _all
            : Take_NeedsLock(new(group.Tenant, LengthKey.AnyPrompt), _all, nowSeconds);
        var node = group.PromptTokens is { } promptTokens
            ? Take_NeedsLock(new(group.Tenant, LengthKey.BucketOf(promptTokens)), whole, nowSeconds)
            : whole;
        Touch_NeedsLock(whole);
        node.Restore(group.Lengths, keep, nowSeconds);
    }

    private LengthGroupSnapshot Capture_NeedsLock(LengthNode group) => new(
        group.Key.Tenant,
        group.Key.PromptBucket == LengthKey.AnyPrompt ? null : LengthKey.LeastTokensOf(group.Key.PromptBucket),
        group.Counts.Capture());

    private LengthNode? Find_NeedsLock(LengthKey key) =>
        _groups.TryGetValue(key, out var place) ? place.Value : null;

    private void Touch_NeedsLock(LengthNode group)
    {
        if (!_groups.TryGetValue(group.Key, out var place))
            return;
        _byUse.Remove(place);
        _byUse.AddFirst(place);
    }

    private LengthNode Take_NeedsLock(LengthKey key, LengthNode parent, double nowSeconds)
    {
        if (Find_NeedsLock(key) is { } known)
        {
            Touch_NeedsLock(known);
            return known;
        }

        if (_groups.Count >= _mostGroups)
            Forget_NeedsLock(_byUse.Last!);
        var group = new LengthNode(key, parent, PriorWeight, nowSeconds);
        _groups.Add(key, _byUse.AddFirst(group));
        return group;
    }

    private void Forget_NeedsLock(LinkedListNode<LengthNode> place)
    {
        _byUse.Remove(place);
        _groups.Remove(place.Value.Key);
    }
}
