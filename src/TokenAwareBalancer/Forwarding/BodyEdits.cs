using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Forwarding;

/// <summary>
/// The few places where a body may differ from what the client sent, applied without copying the rest.
/// </summary>
/// <remarks>
/// By default none. Where the backend knows the model by another name, the name; where usage is requested on the
/// client's behalf, <c>stream_options.include_usage</c>. Everything else stays byte for byte, unknown fields included.
/// </remarks>
internal static class BodyEdits
{
    /// <param name="body">The client's body.</param>
    /// <param name="outline">Where things are in it.</param>
    /// <param name="ownModelName">The backend's name for the model; null to leave the client's.</param>
    /// <param name="addUsage">Whether to ask for usage in the stream.</param>
    public static ReadOnlySequence<byte> Apply(
        ReadOnlyMemory<byte> body, in RequestOutline outline, string? ownModelName, bool addUsage)
    {
        var edited = new EditedBody(body);
        var edits = new List<(ByteRange Where, ReadOnlyMemory<byte> What)>(2);
        if (ownModelName is not null)
            edits.Add((outline.ModelValue, JsonSerializer.SerializeToUtf8Bytes(ownModelName)));
        if (addUsage)
            edits.Add(UsageOption(body.Span, outline));
        foreach (var (where, what) in edits.OrderBy(edit => edit.Where.Start))
            edited.Replace(where, what);
        return edited.ToSequence();
    }

    /// <summary>No key is written twice: what the client said of the option is replaced where it stands.</summary>
    private static (ByteRange Where, ReadOnlyMemory<byte> What) UsageOption(
        ReadOnlySpan<byte> body, in RequestOutline outline)
    {
        var options = outline.StreamOptionsValue;
        if (!outline.IncludeUsageValue.IsEmpty)
            return (outline.IncludeUsageValue, "true"u8.ToArray());
        if (options.IsEmpty)
            return (new ByteRange(body.LastIndexOf((byte)'}'), 0),
                ",\"stream_options\":{\"include_usage\":true}"u8.ToArray());
        if (body[options.Start] != (byte)'{')
            return (options, "{\"include_usage\":true}"u8.ToArray());
        var isEmpty = options.In(body)[1..^1].IndexOfAnyExcept(" \t\r\n"u8) < 0;
        return (new ByteRange(options.End - 1, 0),
            isEmpty ? "\"include_usage\":true"u8.ToArray() : ",\"include_usage\":true"u8.ToArray());
    }
}
