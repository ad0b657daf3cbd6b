using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Merges a stretch of bytes of any length, in a time of about its length times its logarithm.</summary>
/// <remarks>
/// The parts are a linked list over the bytes. The ranks of their concatenations with the next part are the leaves of
/// a tree whose every node is the smallest of sixteen below it: the leftmost smallest leaf, which is the next merge, is
/// found from the root down and a changed leaf corrected from the leaf up, with one comparison of a vector per level.
/// Two levels hold 256 bytes, three 4,096.
/// </remarks>
internal readonly ref struct WindowMerger : IWindowMerger
{
    private const int FanOut = 16;
    private const int MostLevels = 8;

    private readonly Vocabulary _vocabulary;
    private readonly Span<uint> _nodes;
    private readonly Span<int> _next;
    private readonly Span<int> _previous;

    /// <param name="vocabulary">The ranks.</param>
    /// <param name="scratch">Memory of at least <see cref="ScratchLength"/>, of any content.</param>
    /// <param name="longest">The most bytes to be merged at once.</param>
    public WindowMerger(Vocabulary vocabulary, Span<uint> scratch, int longest)
    {
        _vocabulary = vocabulary;
        _next = MemoryMarshal.Cast<uint, int>(scratch[..longest]);
        _previous = MemoryMarshal.Cast<uint, int>(scratch.Slice(longest, longest));
        _nodes = scratch[(2 * longest)..];
    }

    /// <summary>The numbers of scratch memory that merging so many bytes takes.</summary>
    public static int ScratchLength(int longest)
    {
        var nodes = 0;
        var level = longest;
        do
        {
            level = (level + FanOut - 1) / FanOut;
            nodes += level * FanOut;
        }
        while (level > 1);

        return checked((2 * longest) + nodes);
    }

    public int EndOfToken(int start) => _next[start];

    public void Merge(ReadOnlySpan<byte> text, int start, int length)
    {
        var bytes = text.Slice(start, length);
        Span<int> levels = stackalloc int[MostLevels];
        levels = levels[..FillTree(bytes, levels)];
        while (TryFindSmallest(levels, out var left))
        {
            var right = _next[left];
            var next = _next[right];
            _next[left] = next;
            Correct(levels, right, Vocabulary.NoRank);
            Correct(levels, left, next < bytes.Length ? RankOf(bytes, left, _next[next]) : Vocabulary.NoRank);
            if (next < bytes.Length)
                _previous[next] = left;
            if (left > 0)
                Correct(levels, _previous[left], RankOf(bytes, _previous[left], next));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint RankOf(ReadOnlySpan<byte> bytes, int start, int end) => _vocabulary.RankOf(bytes, start, end - start);

    /// <summary>Links the bytes, ranks the pairs and builds the tree over them.</summary>
    /// <param name="bytes">The bytes to merge.</param>
    /// <param name="levels">Receives where each level begins, leaves first.</param>
    /// <returns>The number of levels.</returns>
    private int FillTree(ReadOnlySpan<byte> bytes, Span<int> levels)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            _next[i] = i + 1;
            _previous[i] = i - 1;
            _nodes[i] = i + 1 < bytes.Length ? _vocabulary.RankOfPair(bytes[i], bytes[i + 1]) : Vocabulary.NoRank;
        }

        var levelCount = 1;
        levels[0] = 0;
        for (var length = FillUp(0, bytes.Length); length > FanOut; levelCount++)
        {
            var below = levels[levelCount - 1];
            var level = levels[levelCount] = below + length;
            for (var i = 0; i < length / FanOut; i++)
                _nodes[level + i] = SmallestOf(below + (i * FanOut));
            length = FillUp(level, length / FanOut);
        }

        return levelCount;
    }

    /// <summary>Completes a level to a multiple of the fan-out, and returns that.</summary>
    private int FillUp(int level, int length)
    {
        var full = (length + FanOut - 1) / FanOut * FanOut;
        _nodes[(level + length)..(level + full)].Fill(Vocabulary.NoRank);
        return full;
    }

    private bool TryFindSmallest(ReadOnlySpan<int> levels, out int leaf)
    {
        leaf = 0;
        var smallest = SmallestOf(levels[^1]);
        for (var level = levels.Length - 1; level >= 0; level--)
            leaf = (leaf * FanOut) + FirstIn(levels[level] + (leaf * FanOut), smallest);
        return smallest != Vocabulary.NoRank;
    }

    private void Correct(ReadOnlySpan<int> levels, int leaf, uint rank)
    {
        Set(leaf, rank);
        var node = leaf / FanOut;
        for (var level = 1; level < levels.Length; level++)
        {
            var smallest = SmallestOf(levels[level - 1] + (node * FanOut));
            var parent = levels[level] + node;
            if (_nodes[parent] == smallest)
                return;
            Set(parent, smallest);
            node /= FanOut;
        }
    }

    /// <summary>Writes one node by writing a whole vector, which is read as a whole right after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(int node, uint rank)
    {
        var lanes = Vector256<uint>.Count;
        var nodes = _nodes.Slice(node & -lanes, lanes);
        var lane = Vector256.Equals(Vector256<uint>.Indices, Vector256.Create((uint)(node & (lanes - 1))));
        Vector256.ConditionalSelect(lane, Vector256.Create(rank), Vector256.Create<uint>(nodes)).CopyTo(nodes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint SmallestOf(int block)
    {
        ReadOnlySpan<uint> nodes = _nodes.Slice(block, FanOut);
        var eight = Vector256.Min(Vector256.Create(nodes), Vector256.Create(nodes[8..]));
        var four = Vector128.Min(eight.GetLower(), eight.GetUpper());
        var two = Vector128.Min(four, Vector128.Shuffle(four, Vector128.Create(2u, 3, 0, 1)));
        return Vector128.Min(two, Vector128.Shuffle(two, Vector128.Create(1u, 0, 3, 2))).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FirstIn(int block, uint rank)
    {
        ReadOnlySpan<uint> nodes = _nodes.Slice(block, FanOut);
        var wanted = Vector256.Create(rank);
        var low = Vector256.Equals(Vector256.Create(nodes), wanted).ExtractMostSignificantBits();
        var high = Vector256.Equals(Vector256.Create(nodes[8..]), wanted).ExtractMostSignificantBits();
        return BitOperations.TrailingZeroCount(low | (high << 8));
    }
}
