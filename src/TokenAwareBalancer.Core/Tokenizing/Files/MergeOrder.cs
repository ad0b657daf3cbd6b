namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds the tokens that merging arrives at, in the order in which it makes them.</summary>
/// <remarks>
/// A file lists pairs; our tables know only tokens and an order of them, and merge whatever two neighbours make a token
/// together. The two agree if the tables hold exactly the tokens that the listed merges arrive at from their bytes
/// alone, each in the place of the pair it is then made of. For look at a merge of two neighbours in any text: nothing
/// has crossed the outer edges of the two until then, so what they span went through the same merges as it would have
/// alone, and alone it is two parts only once. So a token is always made of the same pair (its other listed pairs never
/// meet), and two neighbours that make such a token together are that pair.
/// <para>
/// Whether the listed merges arrive at a token through a given pair is found by going back from the pair: undo, of the
/// two tokens at the boundary, the one that was made last, and see whether the pair that then meets at the boundary
/// would have been merged before. If none would, down to single bytes, nothing ever crossed it. This is the test of
/// GitHub's crate <c>bpe</c>; it needs tokens to be listed behind their parts. A merge listed before its parts is put
/// off; if, when all are read, it could ever apply, the file is refused.
/// </para>
/// <para>Tokens are numbered by the caller. A merge's time is its place in the list, from 1; bytes have time 0.</para>
/// </remarks>
internal sealed class MergeOrder
{
    private const int Unreached = -1;

    private readonly int[] _times;
    private readonly int[] _lefts;
    private readonly int[] _rights;
    private readonly PairTimes _pairs;
    private readonly List<int> _order = [];
    private readonly List<(int Left, int Right, int Merged, int Time)> _early = [];

    public MergeOrder(int tokens)
    {
        _times = new int[tokens];
        _times.AsSpan().Fill(Unreached);
        _lefts = new int[tokens];
        _rights = new int[tokens];
        _pairs = new PairTimes(tokens);
    }

    /// <summary>The tokens that are reached, in order.</summary>
    public IReadOnlyList<int> Order => _order;

    public bool IsReached(int token) => _times[token] != Unreached;

    /// <summary>Adds a token of a single byte.</summary>
    public void AddByte(int token)
    {
        _times[token] = 0;
        _order.Add(token);
    }

    /// <summary>Adds the next merge of the list; false if its pair was merged before.</summary>
    public bool TryAdd(int left, int right, int merged, int time)
    {
        if (IsReached(merged))
            return _lefts[merged] != left || _rights[merged] != right;
        if (!IsReached(left) || !IsReached(right))
        {
            _early.Add((left, right, merged, time));
        }
        else if (MeetAlone(left, right))
        {
            _times[merged] = time;
            _lefts[merged] = left;
            _rights[merged] = right;
            _pairs.Add(left, right, time);
            _order.Add(merged);
        }

        return true;
    }

    /// <summary>The time of a merge that is listed before one of its parts and could apply; none if zero.</summary>
    public int FindMergeBeforeItsParts()
    {
        foreach (var (left, right, merged, time) in _early)
        {
            if (IsReached(left) && IsReached(right) && !IsReached(merged) && MeetAlone(left, right))
                return time;
        }

        return 0;
    }

    /// <summary>Whether the bytes of two tokens, merged alone, at some time are these two.</summary>
    private bool MeetAlone(int left, int right)
    {
        while (true)
        {
            if (_times[left] > _times[right])
            {
                var undone = _times[left];
                left = _rights[left];
                if (_pairs[left, right] < undone)
                    return false;
            }
            else
            {
                // Of two equal merges the left one is done first: the right one is undone first, and loses to it.
                var undone = _times[right];
                if (undone == 0)
                    return true;
                right = _lefts[right];
                if (_pairs[left, right] <= undone)
                    return false;
            }
        }
    }
}
