using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TokenAwareBalancer.Benchmarks.Tokenizing;

/// <summary>Chat requests of a given size whose one message is text that comes nowhere else.</summary>
internal static class RequestBodies
{
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As many bodies as a text suffices for.</summary>
    public static List<byte[]> Create(byte[] text, int bodyBytes)
    {
        var bodies = new List<byte[]>();
        ReadOnlyMemory<byte> rest = text;
        while (rest.Length >= bodyBytes)
        {
            var content = TextFolder.BeginningOf(rest, bodyBytes * 97 / 100);
            rest = rest[content.Length..];
            var message = new { role = "user", content = Encoding.UTF8.GetString(content.Span) };
            bodies.Add(JsonSerializer.SerializeToUtf8Bytes(
                new { model = "some-model", stream = true, max_tokens = 256, messages = new[] { message } }, Readable));
        }

        return bodies;
    }
}
