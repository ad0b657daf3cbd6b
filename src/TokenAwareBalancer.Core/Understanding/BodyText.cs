using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding;

/// <summary>Checks a body before its JSON is read: that it is UTF-8, and where its text starts.</summary>
internal static class BodyText
{
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);

    /// <summary>Finds the first byte of the JSON, after a byte order mark and white space.</summary>
    public static RequestError? FindStart(ReadOnlySpan<byte> body, out int start)
    {
        var markBytes = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        start = IndexAfterWhiteSpace(body, markBytes);
        if (!Utf8.IsValid(body))
            return DescribeInvalidUtf8(body);
        return start == body.Length ? JsonFaults.EmptyBody() : null;
    }

    /// <summary>The index of the first byte from <paramref name="from"/> on that is not white space.</summary>
    public static int IndexAfterWhiteSpace(ReadOnlySpan<byte> body, int from)
    {
        var index = body[from..].IndexOfAnyExcept(WhiteSpace);
        return index < 0 ? body.Length : from + index;
    }

    /// <summary>What the body would be if its first byte tells the truth; null if no JSON starts so.</summary>
    public static JsonTokenType? GuessType(byte firstByte) => firstByte switch
    {
        (byte)'{' => JsonTokenType.StartObject,
        (byte)'[' => JsonTokenType.StartArray,
        (byte)'"' => JsonTokenType.String,
        (byte)'t' or (byte)'f' => JsonTokenType.True,
        (byte)'n' => JsonTokenType.Null,
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonTokenType.Number,
        _ => null,
    };

    /// <summary>A character that the end of the body cuts in two is a truncated body, not a wrong encoding.</summary>
    private static RequestError DescribeInvalidUtf8(ReadOnlySpan<byte> body)
    {
        var offset = 0;
        OperationStatus status;
        while ((status = Rune.DecodeFromUtf8(body[offset..], out _, out var bytes)) == OperationStatus.Done)
            offset += bytes;
        return status == OperationStatus.NeedMoreData
            ? JsonFaults.Truncated(body.Length)
            : JsonFaults.InvalidUtf8(offset);
    }
}
