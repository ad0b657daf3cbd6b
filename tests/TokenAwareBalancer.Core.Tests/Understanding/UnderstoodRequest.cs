using System.Text;

namespace TokenAwareBalancer.Understanding;

/// <summary>One body, read and counted: the texts are exactly those that a tokenizer was given.</summary>
internal sealed record UnderstoodRequest(
    RequestOutline Outline, PromptCount Count, string Model, IReadOnlyList<string> Texts)
{
    public static UnderstoodRequest Chat(string body) => Read(body, ApiSurface.ChatCompletions);

    /// <summary>A chat whose only message holds these properties beside its role, which is <c>user</c>.</summary>
    public static UnderstoodRequest ChatMessage(string properties) => Chat(Bodies.ChatMessage(properties));

    public static UnderstoodRequest Completion(string prompt) =>
        Read($$"""{"model":"m","prompt":{{prompt}}}""", ApiSurface.Completions);

    public static UnderstoodRequest Anthropic(string content) =>
        Read($$"""{"model":"m","messages":[{"role":"user","content":{{content}}}]}""", ApiSurface.Messages);

    public static UnderstoodRequest Response(string input) =>
        Read($$"""{"model":"m","input":{{input}}}""", ApiSurface.Responses);

    public static UnderstoodRequest Read(string body, ApiSurface surface) =>
        Read(Encoding.UTF8.GetBytes(body), surface);

    public static UnderstoodRequest Read(byte[] body, ApiSurface surface)
    {
        var reader = RequestReader.Rent();
        try
        {
            Assert.Null(reader.Read(body, surface, Bodies.MaxDepth, out var outline));
            var counter = new BytesTokenCounter();
            var count = reader.Count(body, counter, bytesPerToken: 4);
            return new UnderstoodRequest(outline, count, reader.ReadModel(body), counter.Texts);
        }
        finally
        {
            reader.Return();
        }
    }
}
