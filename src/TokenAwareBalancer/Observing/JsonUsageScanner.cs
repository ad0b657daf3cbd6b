using System.Buffers;

namespace TokenAwareBalancer.Observing;

/// <summary>Finds the top-level <c>usage</c> of a JSON object that arrives in arbitrary pieces, and its end.</summary>
/// <remarks>
/// Only strings, escapes and depth are tracked, so that the scan runs from one structural character to the next with
/// vector instructions: an answer is mostly one long string or long rows of numbers. Only the usage object itself is
/// copied. The JSON is not validated; of a malformed body nothing is read, or something wrong is, and nothing breaks.
/// </remarks>
internal sealed class JsonUsageScanner
{
    /// <summary>A usage object has a few hundred bytes; ten times the largest seen.</summary>
    internal const int MaxUsageBytes = 16 * 1024;

    private static readonly SearchValues<byte> TopLevelMarks = SearchValues.Create("\"{}[]:,"u8);
    private static readonly SearchValues<byte> NestedMarks = SearchValues.Create("\"{}[]"u8);

    private UsageFields _usage;
    private PooledBuffer _captured;
    private int _depth;
    private int _matchedNameBytes;
    private bool _isInString;
    private bool _isEscaped;
    private bool _expectsName;
    private bool _isName;
    private bool _isUsageNext;
    private bool _isCapturing;

    /// <summary>The value has ended; whatever follows is ignored.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>A usage has been read.</summary>
    public bool HasUsage { get; private set; }

    public TokenUsage Usage => _usage.ToUsage();

    private static ReadOnlySpan<byte> UsageName => "usage"u8;

    public void Scan(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsComplete)
        {
            var wasCapturing = _isCapturing;
            var scannedBytes = _isInString ? ScanString(bytes) : ScanStructure(bytes);
            if (wasCapturing)
                Capture(bytes[..scannedBytes]);
            bytes = bytes[scannedBytes..];
        }
    }

    private int ScanString(ReadOnlySpan<byte> bytes)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
            return 1;
        }

        var length = bytes.IndexOfAny((byte)'"', (byte)'\\');
        if (_isName)
            MatchName(length < 0 ? bytes : bytes[..length]);
        if (length < 0)
            return bytes.Length;

        if (bytes[length] == (byte)'\\')
            BeginEscape();
        else
            EndString();
        return length + 1;
    }

    private void MatchName(ReadOnlySpan<byte> part)
    {
        var left = UsageName[_matchedNameBytes..];
        if (left.StartsWith(part))
            _matchedNameBytes += part.Length;
        else
            _isName = false;
    }

    private void BeginEscape()
    {
        _isEscaped = true;
        _isName = false;
    }

    private void EndString()
    {
        _isInString = false;
        _isUsageNext = _isName && _matchedNameBytes == UsageName.Length;
    }

    private int ScanStructure(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.IndexOfAny(_depth == 1 ? TopLevelMarks : NestedMarks);
        if (length < 0)
            return bytes.Length;

        switch (bytes[length])
        {
            case (byte)'"':
                BeginString();
                break;
            case (byte)'{' or (byte)'[':
                Descend(bytes[length]);
                break;
            case (byte)'}' or (byte)']':
                Ascend();
                break;
            case (byte)':':
                _expectsName = false;
                break;
            default:
                _expectsName = true;
                _isUsageNext = false;
                break;
        }

        return length + 1;
    }

    private void BeginString()
    {
        _isInString = true;
        _isName = _depth == 1 && _expectsName;
        _matchedNameBytes = 0;
    }

    private void Descend(byte opening)
    {
        _depth++;
        _expectsName = opening == (byte)'{';
        if (_depth != 2 || !_isUsageNext || !_expectsName || HasUsage)
            return;
        _isCapturing = true;
        _captured.Append("{"u8);
    }

    private void Ascend()
    {
        _depth--;
        IsComplete = _depth <= 0;
        _isUsageNext = false;
    }

    private void Capture(ReadOnlySpan<byte> bytes)
    {
        if (_captured.Length + bytes.Length > MaxUsageBytes)
        {
            EndCapture();
            return;
        }

        _captured.Append(bytes);
        if (_depth > 1)
            return;
        HasUsage |= UsageReader.TryRead(_captured.Span, ref _usage);
        EndCapture();
    }

    private void EndCapture()
    {
        _isCapturing = false;
        _captured.Return();
    }
}
