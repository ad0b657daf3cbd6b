using System.Globalization;

namespace TokenAwareBalancer.Soak.Backends;

/// <summary>Answers of every API, whose content says by which try it was made, and its place in the answer.</summary>
/// <remarks>
/// Content is a row of marks <c>[try:0]</c>, <c>[try:1]</c> … <c>[try:end:N]</c>. A client that sees anything but one
/// such row, whole and in order, has been given an answer with a hole, or one and a half answers.
/// </remarks>
internal static class AnswerText
{
    public static string Mark(string tryId, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"[{tryId}:{index}]");

    public static string LastMark(string tryId, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"[{tryId}:end:{count}]");

    /// <summary>What a stream begins with, before any content.</summary>
    public static string Opening(Surface surface) => surface switch
    {
        Surface.Chat => Data("""{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"""),
        Surface.Completions => ": nothing yet\n\n",
        Surface.Messages => Named("message_start",
            """{"type":"message_start","message":{"role":"assistant","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}"""),
        _ => Named("response.created",
            """{"type":"response.created","sequence_number":0,"response":{"id":"r","status":"in_progress"}}"""),
    };

    public static string Content(Surface surface, string mark) => surface switch
    {
        Surface.Chat => Data($$$"""{"choices":[{"index":0,"delta":{"content":"{{{mark}}}"}}]}"""),
        Surface.Completions => Data($$"""{"choices":[{"index":0,"text":"{{mark}}"}]}"""),
        Surface.Messages => Named("content_block_delta",
            $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{mark}}}"}}"""),
        _ => Named("response.output_text.delta",
            $$"""{"type":"response.output_text.delta","sequence_number":1,"delta":"{{mark}}"}"""),
    };

    /// <summary>How a stream ends.</summary>
    /// <param name="surface">The API.</param>
    /// <param name="hasUsage">Whether usage was asked for.</param>
    public static string Ending(Surface surface, bool hasUsage) => surface switch
    {
        Surface.Chat or Surface.Completions =>
            Data("""{"choices":[{"index":0,"delta":{},"text":"","finish_reason":"stop"}]}""")
            + (hasUsage ? Data("""{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":5}}""") : "")
            + Data("[DONE]"),
        Surface.Messages => Named("message_stop", """{"type":"message_stop"}"""),
        _ => Named("response.completed",
            """{"type":"response.completed","sequence_number":9,"response":{"id":"r","status":"completed","usage":{"input_tokens":9,"output_tokens":5}}}"""),
    };

    public static string ErrorEvent(Surface surface) => surface switch
    {
        Surface.Messages or Surface.Responses => Named("error",
            """{"type":"error","error":{"type":"api_error","message":"soak"}}"""),
        _ => Data("""{"error":{"type":"server_error","message":"soak"}}"""),
    };

    /// <summary>An answer that is not streamed, in pieces.</summary>
    public static IEnumerable<string> Whole(IEnumerable<string> marks) =>
        marks.Prepend("{\"choices\":[{\"index\":0,\"message\":{\"content\":\"").Append(
            "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":5}}");

    public static string Error(int status) => string.Create(
        CultureInfo.InvariantCulture, $$$"""{"error":{"type":"soak","message":"soak {{{status}}}"}}""");

    private static string Data(string json) => $"data: {json}\n\n";

    private static string Named(string name, string json) => $"event: {name}\ndata: {json}\n\n";
}
