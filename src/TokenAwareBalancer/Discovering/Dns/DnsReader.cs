using System.Buffers.Binary;
using System.Text;

namespace TokenAwareBalancer.Discovering.Dns;

/// <summary>Reads a DNS message (RFC 1035, 4.1) from front to back, and never beyond its end.</summary>
/// <remarks>
/// The bytes come from whoever answers. A name may point to an earlier place of the message (compression): each
/// pointer must lead before the one that it was reached by, and a name has at most 255 bytes, so that reading ends.
/// </remarks>
internal ref struct DnsReader(ReadOnlySpan<byte> message)
{
    private const int MostNameBytes = 255;
    private const int PointerMark = 0b1100_0000;

    private readonly ReadOnlySpan<byte> _message = message;

    public int Position { get; private set; }

    /// <exception cref="DnsFormatException">The message ends before.</exception>
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    /// <inheritdoc cref="ReadUInt16"/>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    /// <inheritdoc cref="ReadUInt16"/>
    public void Skip(int bytes) => Take(bytes);

    /// <summary>A name in lower case, without a dot at its end; the root is empty.</summary>
    /// <exception cref="DnsFormatException">It is none.</exception>
    public string ReadName()
    {
        var name = new StringBuilder();
        var (place, barrier) = (Position, Position);
        var isHere = true;
        while (true)
        {
            var length = ByteAt(place);
            if ((length & PointerMark) == PointerMark)
            {
                var target = ((length & ~PointerMark) << 8) | ByteAt(place + 1);
                if (isHere)
                    Position = place + 2;
                isHere = false;
                if (target >= barrier)
                    throw new DnsFormatException("A name points forward.");
                (place, barrier) = (target, target);
                continue;
            }

            if ((length & PointerMark) != 0)
                throw new DnsFormatException("A label is of an unknown kind.");
            if (length == 0)
                break;
            Append(name, place + 1, length);
            place += 1 + length;
        }

        if (isHere)
            Position = place + 1;
        return name.ToString();
    }

    private readonly void Append(StringBuilder name, int start, int length)
    {
        if (name.Length + 1 + length > MostNameBytes)
            throw new DnsFormatException("A name is too long.");
        if (name.Length > 0)
            name.Append('.');
        for (var place = start; place < start + length; place++)
            name.Append(char.ToLowerInvariant((char)ByteAt(place)));
    }

    private readonly int ByteAt(int place) => place < _message.Length
        ? _message[place]
        : throw new DnsFormatException("A name ends beyond the message.");

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > _message.Length - Position)
            throw new DnsFormatException("The message ends too early.");
        var taken = _message.Slice(Position, bytes);
        Position += bytes;
        return taken;
    }
}
