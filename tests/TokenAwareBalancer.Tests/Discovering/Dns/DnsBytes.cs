using System.Buffers.Binary;
using System.Text;

namespace TokenAwareBalancer.Discovering.Dns;

/// <summary>Pieces of DNS messages, by hand.</summary>
internal static class DnsBytes
{
    /// <summary>A pointer to the question's name.</summary>
    private static readonly byte[] Asked = [0xc0, 12];

    /// <summary>A whole answer without an error.</summary>
    public static byte[] Answer(ushort id, string name, params byte[][] records)
    {
        var question = ServiceMessage.WriteQuestion(id, name)!;
        question[2] |= 0x80;
        BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(6), (ushort)records.Length);
        return [.. question, .. records.SelectMany(record => record)];
    }

    public static byte[] Name(string name) =>
        [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    /// <summary>A label, then what stands at a place of the message.</summary>
    public static byte[] Pointing(string label, int place) =>
        [(byte)label.Length, .. Encoding.ASCII.GetBytes(label), 0xc0, (byte)place];

    /// <summary>An SRV record of the asked name that holds for half a minute.</summary>
    public static byte[] Service(ushort priority, ushort weight, ushort port, byte[] target) =>
        Record(33, ServiceData(priority, weight, port, target));

    public static byte[] ServiceData(ushort priority, ushort weight, ushort port, byte[] target) =>
        [.. Number(priority), .. Number(weight), .. Number(port), .. target];

    public static byte[] Record(ushort type, byte[] data) => Owned(Asked, type, data);

    public static byte[] Owned(byte[] owner, ushort type, byte[] data, ushort timeToLiveSeconds = 30) =>
        [.. owner, .. Number(type), 0, 1, 0, 0, .. Number(timeToLiveSeconds), .. Number((ushort)data.Length), .. data];

    private static byte[] Number(ushort value) => [(byte)(value >> 8), (byte)value];
}
