using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
/// GitHub's crate <c>bpe</c>; it needs tokens to be listed behind their parts. Merges listed before a part of theirs,
/// which Llama 3 has, are put off and left to <see cref="EarlyMerges"/>.
/// </para>
/// <para>Tokens are numbered by the caller. A merge's time is its place in the list, from 1; bytes have time 0.</para>
/// </remarks>
internal sealed class MergeOrder
{
    /// <summary>The time of a token that merging does not arrive at.</summary>
    public const int Unreached = -1;

    private readonly int[] _times;
    private readonly int[] _lefts;
    private readonly int[] _rights;
    private readonly PairTimes _pairs;
    private readonly List<int> _order = [];
    private readonly List<Merge> _merges = [];
    private readonly List<Merge> _early = [];

    public MergeOrder(int tokens)
    {
        _times = new int[tokens];
        _times.AsSpan().Fill(Unreached);
        _lefts = new int[tokens];
        _rights = new int[tokens];
        _pairs = new PairTimes(tokens);
    }

    /// <summary>The tokens that are reached, in order; whole once <see cref="Complete"/> has been called.</summary>
    public ReadOnlySpan<int> Order => CollectionsMarshal.AsSpan(_order);

    /// <summary>All merges, in the order of the list.</summary>
    public IReadOnlyList<Merge> Merges => _merges;

    /// <summary>The merges listed before one of their parts.</summary>
    public IReadOnlyList<Merge> Early => _early;

    public bool IsReached(int token) => _times[token] != Unreached;

    /// <summary>The left one of the two tokens that a token is merged from: one that is reached, and is no
    /// byte.</summary>
    public int LeftPartOf(int token) => _merges[_times[token] - 1].Left;

    /// <summary>Adds a token of a single byte.</summary>
    public void AddByte(int token)
    {
        _times[token] = 0;
        _order.Add(token);
    }

    /// <summary>Adds the next merge of the list; false if its pair was merged before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(int left, int right, int merged)
    {
        var merge = new Merge(left, right, merged);
        _merges.Add(merge);
        if (IsReached(merged))
            return _lefts[merged] != left || _rights[merged] != right;
        if (!IsReached(left) || !IsReached(right))
        {
            _early.Add(merge);
        }
        else if (MeetAlone(left, right))
        {
            var time = _merges.Count;
            _times[merged] = time;
            _lefts[merged] = left;
            _rights[merged] = right;
            _pairs.Add(left, right, time);
            _order.Add(merged);
        }

        return true;
    }

    /// <summary>Corrects the order by what merges that are listed before their parts change.</summary>
    public void Complete(VocabularyReader tokens)
    {
        var early = new EarlyMerges(this, tokens);
        if (early.IsEmpty)
            return;
        foreach (var token in early.TokensTheyMayChange())
            _times[token] = early.TimeOf(token);
        var tokensByTime = new int[_merges.Count + 1];
        _order.RemoveAll(token => _times[token] != 0);
        for (var token = 0; token < _times.Length; token++)
        {
            if (_times[token] > 0)
                tokensByTime[_times[token]] = token + 1;
        }

        foreach (var token in tokensByTime)
        {
            if (token > 0)
                _order.Add(token - 1);
        }
    }

    /// <summary>Whether the bytes of two tokens, merged alone, at some time are these two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>Two tokens, and the one they are merged into.</summary>
    internal readonly record struct Merge(int Left, int Right, int Merged);
}
