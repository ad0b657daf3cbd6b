using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>The pair of parts that each token is merged from, as a <see cref="MergeTable"/> wants them.</summary>
internal readonly ref struct TokenMerges
{
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="leftLengths">The bytes of each token's left part, 0 where it has none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public TokenMerges(Vocabulary vocabulary, ReadOnlySpan<byte> leftLengths)
    {
        var keys = new ulong[leftLengths.Length];
        var ranks = new uint[leftLengths.Length];
        var count = 0;
        for (var rank = 0; rank < leftLengths.Length; rank++)
        {
            var left = leftLengths[rank];
            if (left == 0)
                continue;
            keys[count] = vocabulary.MergeOf(rank, left);
            ranks[count++] = (uint)rank;
        }

        Keys = keys.AsSpan(0, count);
        Ranks = ranks.AsSpan(0, count);
    }

    public ReadOnlySpan<ulong> Keys { get; }

    /// <summary>The rank of the token that each is merged into.</summary>
    public ReadOnlySpan<uint> Ranks { get; }
}
