using System.Globalization;

namespace TokenAwareBalancer.Fakes;

/// <summary>The head of an answer as it came over the wire.</summary>
internal sealed record RawHead(string Text)
{
    public int Status => int.Parse(Text.Split(' ')[1], CultureInfo.InvariantCulture);

    public IEnumerable<string> Headers => Text.Split("\r\n").Skip(1);

    /// <summary>Null when it is absent; several of the same name are joined.</summary>
    public string? Header(string name)
    {
        var values = Headers
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim())
            .ToArray();
        return values.Length == 0 ? null : string.Join(", ", values);
    }
}
