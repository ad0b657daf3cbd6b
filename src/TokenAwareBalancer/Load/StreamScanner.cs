namespace TokenAwareBalancer.Load;

/// <summary>Looks for two things in a chat stream: the first content, and the mark of its end.</summary>
/// <remarks>
/// Bytes are searched, not parsed: a load client that costs as much as the balancer measures itself. The few bytes
/// that could hold the beginning of a match are kept from one read to the next.
/// </remarks>
internal sealed class StreamScanner
{
    private const int KeptBytes = 16;

    private readonly byte[] _window = new byte[KeptBytes + 16 * 1024];
    private int _keptBytes;

    public bool HasContent { get; private set; }

    public bool HasEnd { get; private set; }

    /// <summary>Where to read to, before <see cref="Advance"/>.</summary>
    public Memory<byte> Free => _window.AsMemory(_keptBytes);

    /// <param name="readBytes">How many bytes were read into <see cref="Free"/>.</param>
    public void Advance(int readBytes)
    {
        var seen = _window.AsSpan(0, _keptBytes + readBytes);
        HasContent = HasContent || FindContent(seen);
        HasEnd = HasEnd || seen.IndexOf("[DONE]"u8) >= 0;
        _keptBytes = Math.Min(seen.Length, KeptBytes);
        seen[^_keptBytes..].CopyTo(_window);
    }

    /// <summary>Content that is not empty: what opens a stream has a role and <c>"content":""</c>.</summary>
    private static bool FindContent(ReadOnlySpan<byte> seen)
    {
        var key = "\"content\":\""u8;
        for (var at = seen.IndexOf(key); at >= 0; at = seen.IndexOf(key))
        {
            seen = seen[(at + key.Length)..];
            if (!seen.IsEmpty && seen[0] != (byte)'"')
                return true;
        }
        return false;
    }
}
