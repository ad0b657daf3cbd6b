using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Counting;

/// <summary>Counts a text of any length in bounded memory, as exactly as if it were in one piece.</summary>
/// <remarks>
/// The text is read in windows, each counted up to its last safe cut (see <see cref="SafeCuts"/>). A window without
/// one grows. Where no cut is known to be safe, because the tokenizer is not built in, the window is the whole text.
/// </remarks>
internal sealed class TextCounter
{
    /// <summary>Large enough that what a cut costs is nothing, and hardly seen beside a vocabulary.</summary>
    public const int DefaultWindowBytes = 8 << 20;

    /// <summary>What is counted in one piece at most: arrays end at 2 GiB, and growing needs two of them.</summary>
    public const int LargestWindowBytes = 1 << 30;

    /// <summary>What a token is taken for where there is no tokenizer: what the balancer begins with as well.</summary>
    public const double EstimatedBytesPerToken = ModelBeliefs.PriorBytesPerToken;

    private readonly ITokenCounter? _counter;
    private readonly bool _hasSafeCuts;
    private byte[] _window;
    private int _length;
    private long _bytes;
    private long _tokens;

    /// <param name="counter">Null to estimate.</param>
    /// <param name="windowBytes">What is read at once, at least 4.</param>
    public TextCounter(ITokenCounter? counter, int windowBytes = DefaultWindowBytes)
    {
        _counter = counter;
        _hasSafeCuts = counter is null || BuiltInTokenizers.Names.Contains(counter.Name);
        _window = new byte[windowBytes];
    }

    /// <summary>Counts a text to its end.</summary>
    /// <param name="start">What has been read of it already.</param>
    /// <param name="rest">The rest.</param>
    /// <param name="cancellationToken">Ends it between two windows.</param>
    /// <exception cref="CountException">It is not UTF-8, or too large to be counted in one piece.</exception>
    public (long Tokens, long Bytes) Count(ReadOnlySpan<byte> start, Stream rest, CancellationToken cancellationToken)
    {
        if (start.Length > _window.Length)
            Array.Resize(ref _window, start.Length);
        start.CopyTo(_window);
        _length = start.Length;
        while (Fill(rest))
        {
            cancellationToken.ThrowIfCancellationRequested();
            TakeUpToLastCut();
        }

        if (TextFault.FirstIn(_window.AsSpan(0, _length)) is { } fault)
            throw TextFault.NotUtf8(_bytes + fault);
        Take(_length);
        return (_counter is null ? (long)Math.Ceiling(_bytes / EstimatedBytesPerToken) : _tokens, _bytes);
    }

    /// <returns>False when the text has ended.</returns>
    private bool Fill(Stream rest)
    {
        _length += rest.ReadAtLeast(_window.AsSpan(_length), _window.Length - _length, throwOnEndOfStream: false);
        return _length == _window.Length;
    }

    private void TakeUpToLastCut()
    {
        var cut = _hasSafeCuts ? SafeCuts.FindLast(_window.AsSpan(0, _length)) : 0;
        if (cut == 0)
        {
            Grow();
            return;
        }

        // Here, because a cut is between two characters: what is behind it is looked at with what follows.
        if (TextFault.FirstIn(_window.AsSpan(0, cut)) is { } fault)
            throw TextFault.NotUtf8(_bytes + fault);
        Take(cut);
    }

    private void Take(int bytes)
    {
        _tokens += _counter?.CountTokens(_window.AsSpan(0, bytes)) ?? 0;
        _bytes += bytes;
        _length -= bytes;
        _window.AsSpan(bytes, _length).CopyTo(_window);
    }

    private void Grow()
    {
        if (_window.Length == LargestWindowBytes)
        {
            throw new CountException(_hasSafeCuts
                ? $"has more than {LargestWindowBytes >> 30} GiB without a space or line end between words: "
                    + "too much to count in one piece"
                : $"has more than {LargestWindowBytes >> 30} GiB, and a text is counted by {_counter!.Name} in one "
                    + "piece only");
        }

        Array.Resize(ref _window, (int)Math.Min(2L * _window.Length, LargestWindowBytes));
    }
}
