using System.Buffers;
using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds the added tokens in a text: of those that begin first the longest.</summary>
/// <remarks>
/// The tokens are sorted; those that agree with the text so far are a range of them. What its first and its last have
/// in common all have, and it is compared at once; where they part, the text's byte narrows the range by binary search.
/// A vectorised search goes from one possible first byte to the next.
/// </remarks>
internal sealed class AddedTokenFinder
{
    private readonly AddedToken[] _tokens;
    private readonly SearchValues<byte> _firstBytes;

    /// <param name="tokens">Tokens of distinct contents.</param>
    public AddedTokenFinder(IEnumerable<AddedToken> tokens)
    {
        _tokens = [.. tokens];
        Array.Sort(_tokens, (x, y) => x.Content.AsSpan().SequenceCompareTo(y.Content));
        _firstBytes = SearchValues.Create([.. _tokens.Select(token => token.Content[0]).Distinct()]);
    }

    /// <summary>The next token at an index or behind it; null if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public AddedToken? Find(ReadOnlySpan<byte> text, int from, out int start)
    {
        for (start = from; ; start++)
        {
            var next = text[start..].IndexOfAny(_firstBytes);
            if (next < 0)
                return null;
            start += next;
            if (FindLongest(text[start..]) is { } token)
                return token;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private AddedToken? FindLongest(ReadOnlySpan<byte> text)
    {
        AddedToken? longest = null;
        var first = 0;
        var end = _tokens.Length;
        var depth = 0;
        while (first < end)
        {
            var common = CommonBytes(first, end, depth);
            if (!text[depth..].StartsWith(common))
                break;
            depth += common.Length;
            // The shortest of a range stands first in it.
            if (_tokens[first].Content.Length == depth)
                longest = _tokens[first++];
            if (depth == text.Length)
                break;
            first = LowerBound(first, end, depth, text[depth]);
            end = text[depth] == byte.MaxValue ? end : LowerBound(first, end, depth, (byte)(text[depth] + 1));
        }

        return longest;
    }

    /// <summary>The bytes from a depth on that all tokens of a range have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> CommonBytes(int first, int end, int depth)
    {
        var content = _tokens[first].Content.AsSpan(depth);
        return content[..content.CommonPrefixLength(_tokens[end - 1].Content.AsSpan(depth))];
    }

    /// <summary>The first token of a range whose byte at a depth, which all have, is not below a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int LowerBound(int first, int end, int depth, byte value)
    {
        while (first < end)
        {
            var middle = (first + end) >>> 1;
            if (_tokens[middle].Content[depth] < value)
                first = middle + 1;
            else
                end = middle;
        }

        return first;
    }
}
