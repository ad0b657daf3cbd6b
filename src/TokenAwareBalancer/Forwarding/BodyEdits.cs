using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Forwarding;

/// <summary>The few places where a body may differ from what the client sent, applied without copying the rest.</summary>
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
            edits.Add(UsageOption(body.Span, outline.StreamOptionsValue));
        foreach (var (where, what) in edits.OrderBy(edit => edit.Where.Start))
            edited.Replace(where, what);
        return edited.ToSequence();
    }

    /// <summary>
    /// Written last in its object, because of two equal keys the last one wins: in the client's own
    /// <c>stream_options</c> if it sent some, else as the last property of the body.
    /// </summary>
    private static (ByteRange Where, ReadOnlyMemory<byte> What) UsageOption(ReadOnlySpan<byte> body, ByteRange options)
    {
        var isOwnObject = options.Length > 0 && body[options.Start] == (byte)'{';
        if (!isOwnObject)
            return (new ByteRange(body.LastIndexOf((byte)'}'), 0), ",\"stream_options\":{\"include_usage\":true}"u8.ToArray());
        var inside = body.Slice(options.Start + 1, options.Length - 2);
        var isEmpty = inside.IndexOfAnyExcept(" \t\r\n"u8) < 0;
        return (new ByteRange(options.Start + options.Length - 1, 0),
            isEmpty ? "\"include_usage\":true"u8.ToArray() : ",\"include_usage\":true"u8.ToArray());
    }
}
