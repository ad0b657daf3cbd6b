using System.Buffers.Binary;
using System.Text;

namespace TokenAwareBalancer.Discovering.Dns;

/// <summary>Questions for SRV records, and the answers to them, as they are on the wire (RFC 1035, RFC 2782).</summary>
internal static class ServiceMessage
{
    private const int HeaderBytes = 12;
    private const int RecursionDesired = 0x0100;
    private const int IsAnswer = 0x8000;
    private const int IsTruncated = 0x0200;
    private const int CodeMask = 0x000f;
    private const ushort InternetClass = 1;
    private const ushort CanonicalNameType = 5;
    private const ushort ServiceType = 33;
    private const int FixedServiceBytes = 6;

    /// <returns>Null when the name cannot be asked for: too long, or with an empty label.</returns>
    public static byte[]? WriteQuestion(ushort id, string name)
    {
        var labels = name.TrimEnd('.').Split('.').Select(Encoding.ASCII.GetBytes).ToArray();
        var nameBytes = labels.Sum(label => label.Length + 1) + 1;
        if (nameBytes > 255 || labels.Any(label => label.Length is 0 or > 63))
            return null;
        var message = new byte[HeaderBytes + nameBytes + 4];
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), 1);
        var place = HeaderBytes;
        foreach (var label in labels)
        {
            message[place++] = (byte)label.Length;
            label.CopyTo(message, place);
            place += label.Length;
        }

        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(place + 1), ServiceType);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(place + 3), InternetClass);
        return message;
    }

    /// <returns>Null when this is no answer to that question.</returns>
    /// <exception cref="DnsFormatException">It is an answer to it, and cannot be read.</exception>
    public static ServiceAnswer? ReadAnswer(ReadOnlySpan<byte> message, ushort id, string name)
    {
        if (message.Length < HeaderBytes)
            return null;
        var reader = new DnsReader(message);
        var (answeredId, flags) = (reader.ReadUInt16(), reader.ReadUInt16());
        var (questions, answers) = (reader.ReadUInt16(), reader.ReadUInt16());
        reader.Skip(4);
        if (answeredId != id || (flags & IsAnswer) == 0 || questions != 1)
            return null;
        var asked = reader.ReadName();
        if (!asked.Equals(name.TrimEnd('.'), StringComparison.OrdinalIgnoreCase)
            || reader.ReadUInt16() != ServiceType || reader.ReadUInt16() != InternetClass)
            return null;
        var code = (DnsCode)(flags & CodeMask);
        // What was cut off may be cut anywhere: it is asked for again.
        return (flags & IsTruncated) != 0
            ? new ServiceAnswer(code, IsTruncated: true, [])
            : new ServiceAnswer(code, IsTruncated: false, ReadRecords(ref reader, answers, asked));
    }

    private static List<ServiceRecord> ReadRecords(ref DnsReader reader, int answers, string asked)
    {
        List<ServiceRecord> records = [];
        // An alias stands before what it leads to; records of other names were not asked for.
        HashSet<string> names = [asked];
        for (var answer = 0; answer < answers; answer++)
        {
            var owner = reader.ReadName();
            var (type, kind) = (reader.ReadUInt16(), reader.ReadUInt16());
            var timeToLiveSeconds = reader.ReadUInt32();
            var bytes = reader.ReadUInt16();
            var end = reader.Position + bytes;
            var isAsked = kind == InternetClass && names.Contains(owner);
            if (isAsked && type == CanonicalNameType)
                names.Add(reader.ReadName());
            else if (isAsked && type == ServiceType && bytes > FixedServiceBytes)
                records.Add(ReadService(ref reader, timeToLiveSeconds));
            else
                reader.Skip(bytes);
            if (reader.Position != end)
                throw new DnsFormatException("A record is not as long as it says.");
        }

        return records;
    }

    private static ServiceRecord ReadService(ref DnsReader reader, uint timeToLiveSeconds) => new(
        reader.ReadUInt16(),
        reader.ReadUInt16(),
        reader.ReadUInt16(),
        reader.ReadName(),
        // RFC 2181, 8: with the highest bit it is zero.
        timeToLiveSeconds > int.MaxValue ? 0 : timeToLiveSeconds);
}
