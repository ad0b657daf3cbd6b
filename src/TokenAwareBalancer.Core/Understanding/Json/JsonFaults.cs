using System.Text.Json;

namespace TokenAwareBalancer.Understanding.Json;

/// <summary>Words every error of a request body, so that all of them say where and what.</summary>
internal static class JsonFaults
{
    private const string Body = "the body";

    public static RequestError EmptyBody() => new(RequestErrorKind.EmptyBody, "the body is empty", null, 0);

    public static RequestError InvalidUtf8(int offset) =>
        At(RequestErrorKind.InvalidUtf8, "the body is not valid UTF-8", null, offset);

    public static RequestError Truncated(int offset) => new(
        RequestErrorKind.TruncatedBody,
        Invariant($"the body ends in the middle of the JSON (byte {offset}): it is truncated"),
        null,
        offset);

    public static RequestError TooDeep(int maxDepth, int offset) =>
        At(RequestErrorKind.TooDeep, Invariant($"the JSON nests deeper than {maxDepth} levels"), null, offset);

    public static RequestError Malformed(ReadOnlySpan<byte> body, int offset) => At(
        RequestErrorKind.MalformedJson,
        "the body is not valid JSON" + (offset < body.Length ? ": unexpected " + Show(body[offset]) : ""),
        null,
        offset);

    public static RequestError TrailingContent(int offset) =>
        At(RequestErrorKind.MalformedJson, "the body goes on after the end of its JSON object", null, offset);

    public static RequestError WrongType(string? path, string expected, string found, int offset) =>
        At(RequestErrorKind.WrongType, $"{path ?? Body} must be {expected}, found {found}", path, offset);

    public static RequestError InvalidValue(string? path, string requirement, int offset) =>
        At(RequestErrorKind.InvalidValue, $"{path ?? Body} {requirement}", path, offset);

    public static RequestError Missing(string? path) =>
        new(RequestErrorKind.MissingField, $"{path} is required and missing", path, null);

    public static RequestError Empty(string? path, int offset) =>
        At(RequestErrorKind.MissingField, $"{path} must not be empty", path, offset);

    public static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };

    /// <summary>The reader counts in lines and bytes of a line; a body is told its bytes from the start.</summary>
    public static int FindOffset(ReadOnlySpan<byte> json, JsonException exception)
    {
        var lineStart = 0;
        for (var line = exception.LineNumber ?? 0; line > 0; line--)
            lineStart += json[lineStart..].IndexOf((byte)'\n') + 1;
        return (int)Math.Min(json.Length, lineStart + (exception.BytePositionInLine ?? 0));
    }

    private static RequestError At(RequestErrorKind kind, string what, string? path, int offset) =>
        new(kind, Invariant($"{what} (byte {offset})"), path, offset);

    private static string Show(byte found) =>
        found is > 0x20 and < 0x7F ? $"'{(char)found}'" : Invariant($"byte 0x{found:X2}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
