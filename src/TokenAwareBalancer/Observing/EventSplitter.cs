namespace TokenAwareBalancer.Observing;

/// <summary>What <see cref="EventSplitter.Next"/> found.</summary>
internal enum EventPiece
{
    /// <summary>Nothing more: the bytes are used up, and the start of an event may be held.</summary>
    None,

    /// <summary>One whole event, from its first byte to the end of its blank line.</summary>
    Event,

    /// <summary>The line feed of a CRLF whose carriage return ended the event before, in an earlier write.</summary>
    LateLineFeed,

    /// <summary>A part of an event too large to hold.</summary>
    Uninspected,
}

/// <summary>
/// Cuts a server-sent event stream that arrives in arbitrary pieces into its events. Every byte given comes back
/// exactly once and in order, in a piece or in <see cref="HeldBytes"/>.
/// </summary>
/// <remarks>
/// A line ends with LF, CR or CRLF (WHATWG HTML, 9.2.6), and an event with an empty line. An event that ends with a CR
/// is whole at once: waiting to see whether a LF follows would hold it until the next one. An event that lies in one
/// write is returned in place. Only the start of a split one is copied and held, up to <see cref="MaxEventBytes"/>.
/// </remarks>
internal sealed class EventSplitter
{
    /// <summary>A chunk has some hundred bytes; the largest real event is a last one that repeats the answer.</summary>
    internal const int MaxEventBytes = 1 << 20;

    private PooledBuffer _held;
    private bool _isHeldConsumed;
    private bool _isOversized;
    private bool _isLineEmpty = true;
    private bool _isAfterCarriageReturn;

    /// <summary>Bytes of an event have passed, and its blank line has not.</summary>
    public bool IsInsideEvent => _isOversized || HeldBytes.Length > 0;

    /// <summary>The start of the event that is not whole yet. Valid until the next call.</summary>
    public ReadOnlySpan<byte> HeldBytes => _isHeldConsumed ? default : _held.Span;

    /// <summary>Takes the next piece off the front of <paramref name="rest"/>. Valid until the next call.</summary>
    public EventPiece Next(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> piece)
    {
        ReleaseConsumed();
        piece = default;
        if (rest.IsEmpty)
            return EventPiece.None;

        if (_isAfterCarriageReturn && !IsInsideEvent && TakeLateLineFeed(ref rest, out piece))
            return EventPiece.LateLineFeed;

        var end = FindEventEnd(rest);
        var taken = end < 0 ? rest : rest[..end];
        rest = rest[taken.Length..];
        return end < 0 ? HoldStart(taken, out piece) : CompleteEvent(taken, out piece);
    }

    /// <summary>Gives the held array back, and forgets what is in it.</summary>
    public void ReleaseHeld()
    {
        _held.Return();
        _isHeldConsumed = false;
    }

    private void ReleaseConsumed()
    {
        if (_isHeldConsumed)
            ReleaseHeld();
    }

    private bool TakeLateLineFeed(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> piece)
    {
        _isAfterCarriageReturn = false;
        piece = default;
        if (rest[0] != (byte)'\n')
            return false;
        piece = rest[..1];
        rest = rest[1..];
        return true;
    }

    private EventPiece HoldStart(ReadOnlySpan<byte> start, out ReadOnlySpan<byte> piece)
    {
        piece = default;
        if (_isOversized)
            piece = start;
        else if (_held.Length + start.Length > MaxEventBytes)
            piece = GiveUpOn(start);
        else
            _held.Append(start);
        return _isOversized ? EventPiece.Uninspected : EventPiece.None;
    }

    private ReadOnlySpan<byte> GiveUpOn(ReadOnlySpan<byte> start)
    {
        _isOversized = true;
        return JoinWithHeld(start);
    }

    private EventPiece CompleteEvent(ReadOnlySpan<byte> end, out ReadOnlySpan<byte> piece)
    {
        var isUninspected = _isOversized || _held.Length + end.Length > MaxEventBytes;
        _isOversized = false;
        piece = JoinWithHeld(end);
        return isUninspected ? EventPiece.Uninspected : EventPiece.Event;
    }

    private ReadOnlySpan<byte> JoinWithHeld(ReadOnlySpan<byte> bytes)
    {
        if (_held.Length == 0)
            return bytes;
        _held.Append(bytes);
        _isHeldConsumed = true;
        return _held.Span;
    }

    /// <returns>The length of what ends the event, or -1 when its end is not in <paramref name="bytes"/>.</returns>
    private int FindEventEnd(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (true)
        {
            var lineBytes = bytes[at..].IndexOfAny((byte)'\r', (byte)'\n');
            if (lineBytes < 0)
            {
                NoteLineGoesOn(at < bytes.Length);
                return -1;
            }

            at += lineBytes + 1;
            if (EndLine(bytes[at - 1], lineBytes))
                return at + FollowingLineFeed(bytes[at..]);
        }
    }

    private void NoteLineGoesOn(bool hasBytes)
    {
        _isLineEmpty &= !hasBytes;
        _isAfterCarriageReturn &= !hasBytes;
    }

    /// <returns>Whether the line that ends here is the empty one.</returns>
    private bool EndLine(byte lineEnd, int lineBytes)
    {
        var isSecondOfPair = lineEnd == (byte)'\n' && lineBytes == 0 && _isAfterCarriageReturn;
        var isEventEnd = !isSecondOfPair && lineBytes == 0 && _isLineEmpty;
        _isAfterCarriageReturn = lineEnd == (byte)'\r';
        _isLineEmpty = true;
        return isEventEnd;
    }

    private int FollowingLineFeed(ReadOnlySpan<byte> following)
    {
        if (!_isAfterCarriageReturn || following.IsEmpty)
            return 0;
        _isAfterCarriageReturn = false;
        return following[0] == (byte)'\n' ? 1 : 0;
    }
}
