using System.Buffers;

namespace TokenAwareBalancer.Scraping;

/// <summary>Steps through the labels of one sample, from behind the brace that opens them.</summary>
/// <remarks>
/// Values stay as they are written: comparing and counting need no unescaping, only that an escaped quote does not end
/// them.
/// </remarks>
internal ref struct LabelCursor
{
    private static readonly SearchValues<byte> NoName = SearchValues.Create("{}\", \t"u8);

    private ReadOnlySpan<byte> _rest;
    private bool _isEnded;

    public LabelCursor(ReadOnlySpan<byte> labels) => _rest = labels;

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> EscapedValue { get; private set; }

    /// <summary>What follows the closing brace; meaningful once the labels have ended well.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Whether the closing brace has been met, and nothing ill-formed before it.</summary>
    public readonly bool HasEndedWell => _isEnded;

    /// <returns>False at the end, and where it is ill-formed.</returns>
    public bool MoveNext()
    {
        Skip();
        if (_isEnded || _rest.IsEmpty)
            return false;
        if (_rest[0] == '}')
        {
            _rest = _rest[1..];
            _isEnded = true;
            return false;
        }

        return TryReadName() && TryReadValue() && TryReadSeparator();
    }

    private bool TryReadName()
    {
        var equals = _rest.IndexOf((byte)'=');
        if (equals <= 0)
            return false;
        Name = _rest[..equals].TrimEnd(" \t"u8);
        _rest = _rest[(equals + 1)..];
        Skip();
        return !Name.ContainsAny(NoName);
    }

    private bool TryReadValue()
    {
        if (_rest.IsEmpty || _rest[0] != '"')
            return false;
        for (var end = 1; end < _rest.Length; end++)
        {
            if (_rest[end] == '\\')
            {
                end++;
            }
            else if (_rest[end] == '"')
            {
                EscapedValue = _rest[1..end];
                _rest = _rest[(end + 1)..];
                return true;
            }
        }

        return false;
    }

    // A comma may follow the last one too. The brace is left for the next step.
    private bool TryReadSeparator()
    {
        Skip();
        if (_rest.IsEmpty)
            return false;
        if (_rest[0] == ',')
            _rest = _rest[1..];
        else if (_rest[0] != '}')
            return false;
        return true;
    }

    private void Skip() => _rest = _rest.TrimStart(" \t"u8);
}
