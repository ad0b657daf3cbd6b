namespace TokenAwareBalancer.Observing;

/// <summary>Finds the data of one server-sent event.</summary>
internal static class EventData
{
    /// <summary>
    /// Reads the event's <c>data</c> field: in place when it is one line, as it always is from real engines, else its
    /// lines joined by line feeds in <paramref name="joined"/>, which the caller returns. Empty when there is none.
    /// </summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> eventBytes, scoped ref PooledBuffer joined)
    {
        var data = default(ReadOnlySpan<byte>);
        var dataLines = 0;
        while (!eventBytes.IsEmpty)
        {
            if (TryReadDataLine(NextLine(ref eventBytes), out var value))
                data = dataLines++ == 0 ? value : Join(data, value, ref joined);
        }

        return data;
    }

    private static ReadOnlySpan<byte> NextLine(scoped ref ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOfAny((byte)'\r', (byte)'\n');
        var line = length < 0 ? rest : rest[..length];
        rest = length < 0 ? default : rest[(length + 1)..];
        return line;
    }

    private static bool TryReadDataLine(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!line.StartsWith("data"u8))
            return false;
        value = line[4..];
        if (value.IsEmpty)
            return true;
        if (value[0] != (byte)':')
            return false;
        value = value[1..];
        if (value is [(byte)' ', ..])
            value = value[1..];
        return true;
    }

    private static ReadOnlySpan<byte> Join(
        ReadOnlySpan<byte> first, ReadOnlySpan<byte> line, scoped ref PooledBuffer joined)
    {
        if (joined.Length == 0)
            joined.Append(first);
        joined.Append("\n"u8);
        joined.Append(line);
        return joined.Span;
    }
}
