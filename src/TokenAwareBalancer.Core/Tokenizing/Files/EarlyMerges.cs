using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds what merges that are listed before one of their parts change about the tokens merging arrives
/// at.</summary>
/// <remarks>
/// Such a merge is done as soon as its parts are there, out of order. Which tokens they may make is found generously:
/// all that are not reached otherwise and have such a merge of tokens that are reached, or may be made so themselves.
/// Only a token that contains the bytes of one of these can be merged otherwise than without them, and each that does
/// is merged once, by all listed merges, one after the other as the original does.
/// </remarks>
internal sealed class EarlyMerges
{
    // Llama 3 takes two. A file could ask for as many as it has tokens, each as long as the file.
    private const int MostPasses = 32;

    private readonly MergeOrder _order;
    private readonly VocabularyReader _tokens;
    private readonly HashSet<int> _made = [];
    private readonly Task<PairTimes>? _times;
    private readonly int[] _tokenOfByte = new int[256];
    private int _madeBefore;

    public EarlyMerges(MergeOrder order, VocabularyReader tokens)
    {
        _order = order;
        _tokens = tokens;
        Array.Fill(_tokenOfByte, MergeOrder.Unreached);
        for (var pass = 0; HasPassedMore(pass); pass++)
        {
            foreach (var merge in order.Early)
            {
                if (!order.IsReached(merge.Merged) && MayBe(merge.Left) && MayBe(merge.Right))
                    _made.Add(merge.Merged);
            }
        }

        // Wanted for the tokens that are looked for next, and known without them.
        if (!IsEmpty)
            _times = Task.Run(FindTimes);
    }

    public bool IsEmpty => _made.Count == 0;

    /// <summary>The tokens that contain one that these merges may make.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public List<int> TokensTheyMayChange()
    {
        var shortest = _made.Min(_tokens.LengthOf);
        var made = new AddedTokenFinder(_made.Select(token => new AddedToken(_tokens.BytesOf(token).ToArray(), token)));
        var changed = new List<int>();
        for (var token = 0; token < _tokens.Strings.Count; token++)
        {
            if (_tokens.LengthOf(token) == 1)
                _tokenOfByte[_tokens.BytesOf(token)[0]] = token;
            else if (_tokens.LengthOf(token) >= shortest
                && made.Find(_tokens.BytesOf(token), 0, out _) is not null)
                changed.Add(token);
        }

        return changed;
    }

    /// <summary>The time of the merge that makes a token of its bytes, by all merges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int TimeOf(int token)
    {
        var times = _times!.GetAwaiter().GetResult();
        var parts = new List<int>();
        foreach (var value in _tokens.BytesOf(token))
            parts.Add(_tokenOfByte[value]);
        if (parts.Contains(MergeOrder.Unreached))
            return MergeOrder.Unreached;
        var time = 0;
        while (parts.Count > 1)
        {
            var best = 0;
            time = PairTimes.Never;
            for (var i = 0; i + 1 < parts.Count; i++)
            {
                var candidate = times[parts[i], parts[i + 1]];
                if (candidate < time)
                    (time, best) = (candidate, i);
            }

            if (time == PairTimes.Never)
                return MergeOrder.Unreached;
            parts[best] = _order.Merges[time - 1].Merged;
            parts.RemoveAt(best + 1);
        }

        return time;
    }

    private bool HasPassedMore(int pass)
    {
        var more = pass == 0 || _made.Count > _madeBefore;
        _madeBefore = _made.Count;
        return more && (pass < MostPasses ? true : throw new TokenizerFileException(
            $"{_tokens.File}: model.merges lists merges before their parts, {MostPasses} and more on top of each other; "
            + "merges of parts must come before merges of what they make."));
    }

    private bool MayBe(int token) => _order.IsReached(token) || _made.Contains(token);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private PairTimes FindTimes()
    {
        var times = new PairTimes(_order.Merges.Count);
        // From the last one on: of a pair that is listed twice the later place counts.
        for (var i = _order.Merges.Count - 1; i >= 0; i--)
        {
            var merge = _order.Merges[i];
            if (times[merge.Left, merge.Right] == PairTimes.Never)
                times.Add(merge.Left, merge.Right, i + 1);
        }

        return times;
    }
}
