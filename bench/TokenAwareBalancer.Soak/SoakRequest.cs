using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Soak;

/// <summary>What is asked for.</summary>
internal enum Surface
{
    Chat,
    Completions,
    Messages,
    Responses,
    Embeddings,
    Rerank,
    CountTokens,
    PassedThrough,
}

/// <summary>A request as its client means it.</summary>
/// <param name="Surface">The API.</param>
/// <param name="IsStream">Whether the answer is to be streamed.</param>
/// <param name="PromptWords">The length of its prompt.</param>
internal sealed record SoakRequest(Surface Surface, bool IsStream, int PromptWords)
{
    public const string Model = "soak";

    /// <summary>Carries the account's number to the backends.</summary>
    public const string IdHeader = "x-soak-id";

    public string Path => Surface switch
    {
        Surface.Chat => "/v1/chat/completions",
        Surface.Completions => "/v1/completions",
        Surface.Messages => "/v1/messages",
        Surface.Responses => "/v1/responses",
        Surface.Embeddings => "/v1/embeddings",
        Surface.Rerank => "/v1/rerank",
        Surface.CountTokens => "/v1/messages/count_tokens",
        _ => "/v1/soak/anything",
    };

    /// <summary>Draws a request: mostly streams, as inference is.</summary>
    public static SoakRequest Draw(SeededRandom random)
    {
        var surface = random.NextInteger(0, 99) switch
        {
            < 40 => Surface.Chat,
            < 52 => Surface.Completions,
            < 66 => Surface.Messages,
            < 80 => Surface.Responses,
            < 86 => Surface.Embeddings,
            < 91 => Surface.Rerank,
            < 95 => Surface.CountTokens,
            _ => Surface.PassedThrough,
        };
        var words = random.NextDouble() < 0.1 ? random.NextInteger(500, 8000) : random.NextInteger(1, 200);
        return new SoakRequest(surface, surface <= Surface.Responses && random.NextDouble() < 0.75, words);
    }

    public byte[] Body()
    {
        var prompt = string.Join(' ', Enumerable.Repeat("word", PromptWords));
        var stream = IsStream ? ",\"stream\":true" : "";
        return Encoding.UTF8.GetBytes(Surface switch
        {
            Surface.Completions => $$"""{"model":"{{Model}}","prompt":"{{prompt}}"{{stream}}}""",
            Surface.Responses or Surface.Embeddings => $$"""{"model":"{{Model}}","input":"{{prompt}}"{{stream}}}""",
            Surface.Rerank => $$"""{"model":"{{Model}}","query":"word","documents":["{{prompt}}","word"]}""",
            Surface.PassedThrough => $$"""{"model":"{{Model}}","anything":"{{prompt}}"}""",
            _ => $$"""{"model":"{{Model}}","max_tokens":64,"messages":[{"role":"user","content":"{{prompt}}"}]{{stream}}}""",
        });
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Surface}{(IsStream ? " stream" : "")}, {PromptWords} words");
}
