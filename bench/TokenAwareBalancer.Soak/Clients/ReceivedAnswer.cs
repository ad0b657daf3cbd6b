using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Soak.Clients;

/// <summary>What a client has received of an answer.</summary>
/// <param name="Status">0 when not even a head came.</param>
/// <param name="Reason">The balancer's word for why it failed; null where it did not say.</param>
/// <param name="Body">As far as it came.</param>
/// <param name="IsWhole">Whether it came to the end that its head announced.</param>
internal sealed record ReceivedAnswer(int Status, string? Reason, string Body, bool IsWhole)
{
    public const string ReasonHeader = "x-balancer-reason";

    public static readonly ReceivedAnswer None = new(0, null, "", false);

    /// <summary>Takes the next answer from the start of what came over a connection.</summary>
    public static ReceivedAnswer Take(ref ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return None;
        var head = Encoding.Latin1.GetString(bytes[..end]).Split("\r\n");
        bytes = bytes[(end + 4)..];
        var status = int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var (body, isWhole) = Header(head, "Transfer-Encoding") == "chunked"
            ? TakeChunks(ref bytes)
            : TakeBytes(ref bytes, Header(head, "Content-Length") is { } length
                ? int.Parse(length, CultureInfo.InvariantCulture)
                : null);
        return new ReceivedAnswer(status, Header(head, ReasonHeader), body, isWhole);
    }

    private static (string Body, bool IsWhole) TakeBytes(ref ReadOnlySpan<byte> bytes, int? announced)
    {
        var length = Math.Min(announced ?? bytes.Length, bytes.Length);
        var body = Encoding.UTF8.GetString(bytes[..length]);
        bytes = bytes[length..];
        return (body, announced is null || length == announced);
    }

    private static (string Body, bool IsWhole) TakeChunks(ref ReadOnlySpan<byte> bytes)
    {
        var body = new MemoryStream();
        while (bytes.IndexOf("\r\n"u8) is >= 0 and var line)
        {
            var length = int.Parse(bytes[..line], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var rest = bytes[(line + 2)..];
            if (rest.Length < length + 2)
            {
                body.Write(rest[..Math.Min(length, rest.Length)]);
                break;
            }

            body.Write(rest[..length]);
            bytes = rest[(length + 2)..];
            if (length == 0)
                return (Encoding.UTF8.GetString(body.ToArray()), true);
        }

        bytes = default;
        return (Encoding.UTF8.GetString(body.ToArray()), false);
    }

    private static string? Header(string[] head, string name) => head
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..]
        .Trim();
}
