using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Finds the two parts that each token is merged from when its bytes stand alone.</summary>
/// <remarks>
/// Tokens are merged in order of rank, by the pairs found so far. Merging prefers lower ranks, so that until a token
/// itself can be next, all that is next is of lower rank and known already: when nothing is left to merge and two parts
/// remain, they are its pair. Where more remain, the token is made of parts of higher rank than its own, if at all;
/// ordinary vocabularies have none or few of those, and they are merged on by looking up bytes.
/// <para>Needed only while a vocabulary is loaded; not thread-safe.</para>
/// </remarks>
internal sealed class MergeSplits
{
    private const int LongestToken = byte.MaxValue;

    private readonly Vocabulary _vocabulary;
    private readonly PairRanks _known;
    private readonly uint[] _parts = new uint[LongestToken];
    private readonly uint[] _ranks = new uint[LongestToken];
    private readonly int[] _starts = new int[LongestToken + 1];

    private MergeSplits(Vocabulary vocabulary, int tokens)
    {
        _vocabulary = vocabulary;
        _known = new PairRanks(tokens);
    }

    /// <summary>The bytes of each token's left part, in order of rank; 0 for what never comes of merging.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static byte[] Find(Vocabulary vocabulary, ReadOnlySpan<byte> tokenLengths, ReadOnlySpan<byte> tokenBytes)
    {
        var splits = new MergeSplits(vocabulary, tokenLengths.Length);
        var leftLengths = new byte[tokenLengths.Length];
        var offset = 0;
        for (var rank = 0; rank < leftLengths.Length; rank++)
        {
            leftLengths[rank] = (byte)splits.Split(tokenBytes.Slice(offset, tokenLengths[rank]), (uint)rank);
            offset += tokenLengths[rank];
        }

        return leftLengths;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Split(ReadOnlySpan<byte> token, uint rank)
    {
        if (token.Length < 2)
            return 0;
        var count = token.Length;
        for (var i = 0; i < count; i++)
        {
            _starts[i] = i;
            _parts[i] = _vocabulary.PartOf(token[i]);
        }

        _starts[count] = token.Length;
        for (var i = 0; i + 1 < count; i++)
            _ranks[i] = RankBelow(rank, _vocabulary.RankOfPair(token[i], token[i + 1]));
        count = MergeKnown(count);
        if (count > 2)
            count = MergeByBytes(token, count);
        if (count != 2)
            return 0;
        _known.Add(_parts[0], _parts[1], rank);
        return _starts[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int MergeKnown(int count)
    {
        while (count > 2)
        {
            var at = Smallest(count - 1);
            if (_ranks[at] == Vocabulary.NoRank)
                break;
            count = Merge(at, count);
            if (at > 0)
                _ranks[at - 1] = _known.RankOf(_parts[at - 1], _parts[at]);
            if (at + 1 < count)
                _ranks[at] = _known.RankOf(_parts[at], _parts[at + 1]);
        }

        return count;
    }

    /// <summary>Goes on with all tokens, of whatever rank.</summary>
    private int MergeByBytes(ReadOnlySpan<byte> token, int count)
    {
        while (count > 2)
        {
            for (var i = 0; i + 1 < count; i++)
                _ranks[i] = _vocabulary.RankOf(token, _starts[i], _starts[i + 2] - _starts[i]);
            var at = Smallest(count - 1);
            if (_ranks[at] == Vocabulary.NoRank)
                break;
            count = Merge(at, count);
        }

        return count;
    }

    /// <summary>A rank, none if it is not known yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint RankBelow(uint limit, uint rank) => rank < limit ? rank : Vocabulary.NoRank;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Smallest(int count)
    {
        // Without a branch, whose outcome only the token knows.
        var smallest = long.MaxValue;
        for (var i = 0; i < count; i++)
        {
            var next = ((long)_ranks[i] << 8) | (uint)i;
            smallest ^= (smallest ^ next) & ((next - smallest) >> 63);
        }

        return (byte)smallest;
    }

    /// <summary>Replaces two parts by the one they merge into, and returns how many remain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Merge(int at, int count)
    {
        _parts[at] = _ranks[at];
        for (var i = at + 1; i + 1 < count; i++)
        {
            _parts[i] = _parts[i + 1];
            _starts[i] = _starts[i + 1];
            _ranks[i - 1] = _ranks[i];
        }

        _starts[count - 1] = _starts[count];
        return count - 1;
    }
}
