using System.Text;

namespace TokenAwareBalancer.Fakes;

/// <summary>A request exactly as it came over the wire.</summary>
/// <param name="Head">From the request line to the last header, each character one byte.</param>
/// <param name="Body">The body's bytes, out of their chunks if it came in chunks.</param>
/// <param name="Connection">Which connection of the backend it came on, from 1.</param>
/// <param name="Number">Which request of its connection it is, from 1.</param>
internal sealed record ReceivedRequest(string Head, byte[] Body, int Connection, int Number)
{
    public string[] Lines => Head.Split("\r\n");

    public string Method => Lines[0].Split(' ')[0];

    public string Target => Lines[0].Split(' ')[1];

    public string Text => Encoding.UTF8.GetString(Body);

    public IEnumerable<string> HeaderNames => Lines.Skip(1).Select(line => line[..line.IndexOf(':')]);

    /// <summary>Null when it is absent; several of the same name are joined.</summary>
    public string? Header(string name)
    {
        var values = Lines.Skip(1)
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim())
            .ToArray();
        return values.Length == 0 ? null : string.Join(", ", values);
    }
}
