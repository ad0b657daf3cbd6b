using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Fakes;

/// <summary>Requests as bytes.</summary>
internal static class Wire
{
    public const string ChatPath = "/v1/chat/completions";
    public const string MessagesPath = "/v1/messages";

    /// <summary>One streamed event with content.</summary>
    public const string ContentEvent =
        """data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"word"}}]}""" + "\n\n";

    /// <summary>The opening of a chat stream, which is no content.</summary>
    public const string RoleEvent =
        """data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"""
        + "\n\n";

    public const string DoneEvent = "data: [DONE]\n\n";

    /// <summary>A whole answer that is not streamed.</summary>
    public const string ChatAnswer =
        """{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"word"}"""
        + """, "finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":1}}""";

    public static byte[] Chat(bool stream = false, string model = "m", string content = "hello") =>
        Encoding.UTF8.GetBytes($$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{content}}"}]"""
        + (stream ? ",\"stream\":true}" : "}"));

    /// <summary>The body of an Anthropic request.</summary>
    public static byte[] Message(bool stream = false) => Encoding.UTF8.GetBytes(
        """{"model":"m","max_tokens":16,"messages":[{"role":"user","content":"hello"}]"""
        + (stream ? ",\"stream\":true}" : "}"));

    public static byte[] Post(string path, ReadOnlySpan<byte> body, params ReadOnlySpan<string> headers) => [
        .. Encoding.UTF8.GetBytes(Head("POST", path, [
            "Content-Type: application/json",
            "Content-Length: " + body.Length.ToString(CultureInfo.InvariantCulture),
            .. headers])),
        .. body];

    public static byte[] PostChat(bool stream = false) => Post(ChatPath, Chat(stream));

    public static byte[] Get(string path, params ReadOnlySpan<string> headers) =>
        Encoding.UTF8.GetBytes(Head("GET", path, headers));

    public static string Head(string method, string path, params ReadOnlySpan<string> headers) =>
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
        + string.Concat(headers.ToArray().Select(header => header + "\r\n")) + "\r\n";
}
