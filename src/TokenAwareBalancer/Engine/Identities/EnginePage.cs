using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Identities;

/// <summary>A small answer to a GET, whole.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">Null when there is no body.</param>
/// <param name="Body">May be empty.</param>
internal sealed record EnginePage(int Status, string? ContentType, string Body)
{
    public static readonly EnginePage Empty = new(StatusCodes.Status200OK, null, "");

    public static EnginePage Text(string body, int status = StatusCodes.Status200OK) =>
        new(status, "text/plain; charset=utf-8", body);

    public static EnginePage Json(string body, int status = StatusCodes.Status200OK) =>
        new(status, "application/json", body);

    /// <param name="writeFields">Writes what the page's one object holds.</param>
    /// <param name="status">The HTTP status.</param>
    public static EnginePage Json(Action<Utf8JsonWriter> writeFields, int status = StatusCodes.Status200OK)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            writeFields(json);
            json.WriteEndObject();
        }
        return Json(Encoding.UTF8.GetString(output.WrittenSpan), status);
    }
}
