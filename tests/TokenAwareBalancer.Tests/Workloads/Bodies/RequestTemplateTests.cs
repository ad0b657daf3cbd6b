using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Engine.Answering.Completions;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Workloads.Bodies;

public sealed class RequestTemplateTests
{
    private static readonly PromptContent Prompt = new(2, Seed: 1, Index: 0);

    [Theory]
    [InlineData("chat", """
        {"model":"m","stream":true,"stream_options":{"include_usage":true},"max_tokens":5,"ignore_eos":true,"messages":[{"role":"user","content":"TEXT"}]}
        """)]
    [InlineData("completions", """
        {"model":"m","stream":true,"stream_options":{"include_usage":true},"max_tokens":5,"ignore_eos":true,"prompt":"TEXT"}
        """)]
    [InlineData("messages", """
        {"model":"m","stream":true,"max_tokens":5,"ignore_eos":true,"messages":[{"role":"user","content":"TEXT"}]}
        """)]
    [InlineData("responses", """
        {"model":"m","stream":true,"max_output_tokens":5,"ignore_eos":true,"input":"TEXT"}
        """)]
    [InlineData("embeddings", """
        {"model":"m","input":"TEXT"}
        """)]
    public void Body_OfEachSurface_HasItsFields(string surface, string expected) =>
        Assert.Equal(expected, Body(new RequestShape(RequestSurface.Find(surface)!, "m")));

    [Theory]
    [InlineData("chat", "v1/chat/completions")]
    [InlineData("completions", "v1/completions")]
    [InlineData("messages", "v1/messages")]
    [InlineData("responses", "v1/responses")]
    [InlineData("embeddings", "v1/embeddings")]
    public void Request_OfEachSurface_GoesToItsPath(string surface, string path)
    {
        var request = Create(new RequestShape(RequestSurface.Find(surface)!, "m"));

        Assert.Equal(path, request.Path);
        Assert.Equal(surface != "embeddings", request.IsStreaming);
        Assert.Equal(surface == "embeddings" ? null : 5, request.OutputTokens);
    }

    [Fact]
    public void Body_NotStreamed_DoesNotAskForTheUsageOfStreams() => Assert.Equal(
        """{"model":"m","stream":false,"max_tokens":5,"ignore_eos":true,"prompt":"TEXT"}""",
        Body(new RequestShape(RequestSurface.Completions, "m") { IsStreaming = false }));

    [Fact]
    public void Body_WithoutUsage_StreamsAndDoesNotAskForIt() => Assert.Equal(
        """{"model":"m","stream":true,"max_tokens":5,"ignore_eos":true,"prompt":"TEXT"}""",
        Body(new RequestShape(RequestSurface.Completions, "m") { IncludesUsage = false }));

    [Fact]
    public void Body_LengthLeftToTheEngine_HasNoCap() => Assert.Equal(
        """{"model":"m","stream":true,"input":"TEXT"}""",
        Body(new RequestShape(RequestSurface.Responses, "m"), outputTokens: null));

    [Fact]
    public void Request_LengthFixedForAll_HasThatOne() =>
        Assert.Equal(9, Create(new RequestShape(RequestSurface.Chat, "m") { OutputTokens = 9 }).OutputTokens);

    [Fact]
    public void Body_ModelWithQuotes_IsStillJson()
    {
        var request = Create(new RequestShape(RequestSurface.Chat, "a\"b"));

        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal("a\"b", body.RootElement.GetProperty("model").GetString());
    }

    [Fact]
    public void Body_OfTokens_IsThatLongForTheEngine()
    {
        var template = new RequestTemplate(new RequestShape(RequestSurface.Chat, "any"));
        using var body = JsonDocument.Parse(template.Create(new PromptContent(2750, 1, 0), outputTokens: 5).Body);

        var request = new ChatCompletionsApi().Read(body.RootElement, new PromptTokens(counter: null));

        Assert.Equal(2750, request.PromptTokens);
        Assert.Equal(5, request.MaxTokens);
        Assert.True(request is { IsStream: true, IgnoresEnd: true, IncludesUsage: true });
    }

    private static PlannedRequest Create(RequestShape shape, int? outputTokens = 5) =>
        new RequestTemplate(shape).Create(Prompt, outputTokens);

    private static string Body(RequestShape shape, int? outputTokens = 5)
    {
        var text = new byte[8];
        PromptText.Write(text, Prompt);
        return Encoding.UTF8.GetString(Create(shape, outputTokens).Body.Span)
            .Replace(Encoding.UTF8.GetString(text), "TEXT", StringComparison.Ordinal);
    }
}
