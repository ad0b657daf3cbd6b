using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>Counts the beginning of a very long prompt, and slices of the rest, which stand for all of it.</summary>
/// <remarks>
/// Half of what may be counted is the beginning; the other half are slices of 2 KiB at even distances, each anywhere
/// within its own, or whole texts that are shorter, as they come. Tokens per byte of the slices together, times the
/// bytes that were not looked at, is what is missing; its standard error is the deviation of the slices over the root
/// of their number, each weighed by its bytes. A slice that cuts a token in two counts one more: some thousandths. So
/// a text is counted exactly only where it was counted in one piece, even if all of its bytes were looked at.
/// </remarks>
internal struct TextSampler
{
    private const int SliceBytes = 2048;

    private readonly double _share;
    private readonly bool _isSampling;
    private long _beginningBytes;
    private double _owedBytes;
    private long _slicedBytes;
    private long _slicedTokens;
    private long _uncountedBytes;
    private bool _hasSampled;
    private int _slices;
    private double _squaredBytes;
    private double _squaredTokensPerByte;

    /// <param name="exactTextBytes">How much is counted; null for all.</param>
    /// <param name="textBytes">How much there is.</param>
    public TextSampler(long? exactTextBytes, long textBytes)
    {
        if (exactTextBytes is not { } mostBytes || textBytes <= mostBytes)
            return;
        _isSampling = true;
        _owedBytes = SliceBytes;
        _beginningBytes = mostBytes / 2;
        _share = (double)_beginningBytes / (textBytes - _beginningBytes);
    }

    /// <summary>Whether any text was not counted as a whole.</summary>
    public readonly bool HasSampled => _hasSampled;

    /// <summary>What stands for a byte that was not looked at.</summary>
    public readonly double TokensPerByte => _slicedBytes == 0 ? 0.25 : _slicedTokens / (double)_slicedBytes;

    /// <summary>The standard error of all that was not looked at; all of it, while there are no two slices.</summary>
    public readonly double EstimatedErrorTokens
    {
        get
        {
            if (_slices < 2)
                return _uncountedBytes * TokensPerByte;
            var variance = (_squaredTokensPerByte / _slicedBytes) - (TokensPerByte * TokensPerByte);
            return _uncountedBytes * Math.Sqrt(Math.Max(0, variance) * _squaredBytes) / _slicedBytes;
        }
    }

    /// <summary>Counts a text, or as much of it as is its share.</summary>
    /// <param name="counter">The tokenizer.</param>
    /// <param name="text">The text.</param>
    /// <param name="times">How often the model sees it.</param>
    /// <param name="tokens">Those of what was counted.</param>
    /// <param name="uncountedBytes">The bytes that were not looked at.</param>
    /// <returns>Whether the text was counted in one piece, so that its tokens are exact.</returns>
    public bool TryCountWhole(
        ITokenCounter counter, ReadOnlySpan<byte> text, int times, out int tokens, out int uncountedBytes)
    {
        var beginning = text;
        if (_isSampling && text.Length > _beginningBytes)
            beginning = text[..StartOfCharacter(text, (int)_beginningBytes)];
        _beginningBytes -= beginning.Length;
        tokens = counter.CountTokens(beginning);
        var rest = text[beginning.Length..];
        _owedBytes += rest.Length * _share;
        var countedBytes = rest.Length <= SliceBytes
            ? CountWhole(counter, rest, ref tokens)
            : CountSlices(counter, rest, ref tokens);
        uncountedBytes = rest.Length - countedBytes;
        _uncountedBytes += (long)uncountedBytes * times;
        var isWhole = rest.IsEmpty || (beginning.IsEmpty && rest.Length <= SliceBytes && uncountedBytes == 0);
        _hasSampled |= !isWhole;
        return isWhole;
    }

    private int CountWhole(ITokenCounter counter, ReadOnlySpan<byte> text, ref int tokens)
    {
        if (text.IsEmpty || _owedBytes < text.Length)
            return 0;
        tokens += CountSlice(counter, text);
        return text.Length;
    }

    private int CountSlices(ITokenCounter counter, ReadOnlySpan<byte> text, ref int tokens)
    {
        var slices = (int)Math.Min(_owedBytes / SliceBytes, text.Length / SliceBytes);
        var countedBytes = 0;
        var end = 0;
        for (var slice = 0; slice < slices; slice++)
        {
            // Steps of the golden ratio: no place within texts is preferred, and chance is not needed.
            var phase = _slices * 0.6180339887 % 1;
            var first = (int)((slice + phase) / slices * (text.Length - SliceBytes));
            // Where they stand close, the next begins where the last has ended: no byte is counted twice.
            var start = Math.Max(end, StartOfCharacter(text, first));
            end = StartOfCharacter(text, Math.Min(text.Length, first + SliceBytes));
            tokens += CountSlice(counter, text[start..end]);
            countedBytes += end - start;
        }

        return countedBytes;
    }

    private int CountSlice(ITokenCounter counter, ReadOnlySpan<byte> slice)
    {
        var tokens = counter.CountTokens(slice);
        _owedBytes -= slice.Length;
        _slicedBytes += slice.Length;
        _slicedTokens += tokens;
        _slices++;
        _squaredBytes += (double)slice.Length * slice.Length;
        _squaredTokensPerByte += (double)tokens * tokens / slice.Length;
        return tokens;
    }

    /// <summary>Back to where a character starts, so that what is cut off is well-formed.</summary>
    private static int StartOfCharacter(ReadOnlySpan<byte> text, int at)
    {
        while (at > 0 && at < text.Length && (text[at] & 0xC0) == 0x80)
            at--;
        return at;
    }
}
