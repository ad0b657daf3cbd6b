using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>Counts the beginning of a very long prompt, and slices spread over the rest.</summary>
/// <remarks>
/// Half of what may be counted is the beginning; the other half are slices of 4 KiB at even distances over what is
/// left of each text, which stand for the bytes around them; of texts shorter than a slice some are counted, and the
/// others guessed by what has been. The error of a mean of n slices is their standard
/// deviation over √n; a text that changes its kind has it larger, and says so. A slice that cuts a token in two counts
/// one more: below a thousandth.
/// </remarks>
internal struct TextSampler
{
    private const int SliceBytes = 4096;

    /// <summary>Messages of one conversation differ by about this in bytes per token.</summary>
    private const double ErrorOfGuess = 0.25;

    private readonly double _share;
    private readonly bool _isSampling;
    private long _beginningBytes;
    private double _owedBytes;
    private long _countedBytes;
    private long _countedTokens;
    private double _squaredErrorTokens;

    /// <param name="exactTextBytes">How much is counted; null for all.</param>
    /// <param name="textBytes">How much there is.</param>
    public TextSampler(long? exactTextBytes, long textBytes)
    {
        if (exactTextBytes is not { } mostBytes || textBytes <= mostBytes)
            return;
        _isSampling = true;
        _beginningBytes = mostBytes / 2;
        _share = (double)_beginningBytes / (textBytes - _beginningBytes);
    }

    /// <summary>Whether any text was not counted as a whole.</summary>
    public bool HasSampled { get; private set; }

    /// <summary>The standard error of all that was sampled.</summary>
    public readonly double EstimatedErrorTokens => Math.Sqrt(_squaredErrorTokens);

    /// <summary>Estimates the tokens of a text that is not counted as a whole.</summary>
    /// <returns>False for one that is to be counted.</returns>
    public bool TryCount(ITokenCounter counter, ReadOnlySpan<byte> text, ref int tokens)
    {
        if (!_isSampling || TakesWhole(text.Length))
            return false;
        HasSampled = true;
        var beginning = text[..StartOfCharacter(text, (int)_beginningBytes)];
        _beginningBytes = 0;
        var rest = text[beginning.Length..];
        var sampledTokens = counter.CountTokens(beginning) + (rest.Length <= SliceBytes
            ? GuessTokens(rest.Length)
            : SampleTokens(counter, rest));
        tokens = (int)Math.Min(Math.Round(sampledTokens), int.MaxValue);
        return true;
    }

    /// <summary>What was counted as a whole: short texts that are not are guessed by it.</summary>
    public void Learn(int textBytes, int tokens)
    {
        _countedBytes += textBytes;
        _countedTokens += tokens;
    }

    /// <summary>All of the beginning, and of the short texts after it as many as make up the share.</summary>
    private bool TakesWhole(int textBytes)
    {
        if (textBytes <= _beginningBytes)
        {
            _beginningBytes -= textBytes;
            return true;
        }

        if (textBytes > SliceBytes)
            return false;
        _owedBytes += textBytes * _share;
        if (_owedBytes < textBytes)
            return false;
        _owedBytes -= textBytes;
        return true;
    }

    private double GuessTokens(int textBytes)
    {
        var tokens = _countedBytes == 0 ? textBytes / 4.0 : textBytes * (double)_countedTokens / _countedBytes;
        _squaredErrorTokens += tokens * tokens * ErrorOfGuess * ErrorOfGuess;
        return tokens;
    }

    private double SampleTokens(ITokenCounter counter, ReadOnlySpan<byte> text)
    {
        var slices = (int)Math.Clamp(Math.Ceiling(text.Length * _share / SliceBytes), 1, text.Length / SliceBytes + 1);
        double sum = 0, squares = 0;
        for (var slice = 0; slice < slices; slice++)
        {
            var share = TokensPerByte(counter, text, (slice + 0.5) / slices);
            sum += share;
            squares += share * share;
        }

        var mean = sum / slices;
        var variance = slices < 2 ? mean * mean : Math.Max(0, (squares - (sum * mean)) / (slices - 1));
        _squaredErrorTokens += (double)text.Length * text.Length * variance / slices;
        return mean * text.Length;
    }

    private static double TokensPerByte(ITokenCounter counter, ReadOnlySpan<byte> text, double middle)
    {
        var bytes = Math.Min(SliceBytes, text.Length);
        var first = Math.Clamp((int)(text.Length * middle) - (bytes / 2), 0, text.Length - bytes);
        var start = StartOfCharacter(text, first);
        var end = StartOfCharacter(text, first + bytes);
        return end == start ? 0 : (double)counter.CountTokens(text[start..end]) / (end - start);
    }

    /// <summary>Back to where a character starts, so that what is cut off is well-formed.</summary>
    private static int StartOfCharacter(ReadOnlySpan<byte> text, int at)
    {
        while (at > 0 && at < text.Length && (text[at] & 0xC0) == 0x80)
            at--;
        return at;
    }
}
