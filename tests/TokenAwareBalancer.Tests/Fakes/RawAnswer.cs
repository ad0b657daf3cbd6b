using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Fakes;

/// <summary>A whole answer as a raw client saw it.</summary>
/// <param name="Head">Status and headers.</param>
/// <param name="Body">Out of its chunks.</param>
/// <param name="IsWhole">Whether the body came to its announced end, and not to the connection's.</param>
internal sealed record RawAnswer(RawHead Head, byte[] Body, bool IsWhole)
{
    public int Status => Head.Status;

    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Head.Header(name);

    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }
}
