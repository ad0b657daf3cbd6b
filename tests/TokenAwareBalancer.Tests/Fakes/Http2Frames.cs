using System.Buffers.Binary;
using System.Text;

namespace TokenAwareBalancer.Fakes;

/// <summary>Frames of HTTP/2 (RFC 9113) as bytes, right or wrong.</summary>
internal static class Http2Frames
{
    public const byte Data = 0;
    public const byte HeadersType = 1;
    public const byte Reset = 3;
    public const byte SettingsType = 4;
    public const byte PingType = 6;
    public const byte GoAway = 7;
    public const byte Window = 8;
    public const byte ContinuationType = 9;

    public const byte EndStream = 1;
    public const byte EndHeaders = 4;

    public static byte[] Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    public static byte[] Settings(params ReadOnlySpan<(ushort Name, uint Value)> values)
    {
        var payload = new byte[values.Length * 6];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(i * 6), values[i].Name);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((i * 6) + 2), values[i].Value);
        }

        return Frame(SettingsType, 0, 0, payload);
    }

    public static byte[] Headers(int stream, ReadOnlySpan<byte> block, bool endStream = true, bool endHeaders = true) =>
        Frame(HeadersType, (byte)((endStream ? EndStream : 0) | (endHeaders ? EndHeaders : 0)), stream, block);

    public static byte[] Continuation(int stream, ReadOnlySpan<byte> block, bool endHeaders = false) =>
        Frame(ContinuationType, endHeaders ? EndHeaders : (byte)0, stream, block);

    public static byte[] ResetStream(int stream, int error = 8) => Frame(Reset, 0, stream, Number(error));

    public static byte[] Ping() => Frame(PingType, 0, 0, new byte[8]);

    public static byte[] WindowUpdate(int stream, int increment) => Frame(Window, 0, stream, Number(increment));

    /// <summary>A request's headers in HPACK (RFC 7541), nothing of it indexed or compressed.</summary>
    public static byte[] Request(string method, string path, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var block = new List<byte> { 0x02 };
        AddText(block, method);
        // :scheme http, :authority, :path.
        block.AddRange([0x86, 0x01]);
        AddText(block, "localhost");
        block.Add(0x04);
        AddText(block, path);
        foreach (var (name, value) in headers)
            block.AddRange(Literal(name, value));
        return [.. block];
    }

    public static byte[] Literal(string name, string value, bool indexed = false)
    {
        var block = new List<byte> { indexed ? (byte)0x40 : (byte)0 };
        AddText(block, name);
        AddText(block, value);
        return [.. block];
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static void AddText(List<byte> block, string text)
    {
        var length = text.Length;
        block.Add((byte)Math.Min(length, 127));
        for (length -= 127; length >= 0; length >>= 7)
        {
            block.Add((byte)(length >= 128 ? (length & 127) | 128 : length));
            if (length < 128)
                break;
        }

        block.AddRange(Encoding.Latin1.GetBytes(text));
    }
}
