using System.Net;
using TokenAwareBalancer.Engine.Answering;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class MessagesTests
{
    private const string Fields = """
        "model":"m","system":[{"type":"text","text":"12345678"}],
        "messages":[{"role":"user","content":[{"type":"text","text":"1234"}]}]
        """;

    [Fact]
    public async Task Stream_Plain_HasAnthropicsEventsInOrder()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 100, AnswerTokens = AnswerLength.Fixed(3) });

        var events = await engine.PostForEventsAsync(
            RunningEngine.MessagesPath, $$"""{{{Fields}},"max_tokens":100,"stream":true}""");

        Assert.Equal(
            [
                "message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta",
                "content_block_delta", "content_block_stop", "message_delta", "message_stop",
            ],
            events.Select(one => one.Name));
        Assert.All(events, one => Assert.Equal(one.Name, one.Json.GetProperty("type").GetString()));
        var message = events[0].Json.GetProperty("message");
        Assert.Equal(3, message.GetProperty("usage").GetProperty("input_tokens").GetInt32());
        Assert.Equal("end_turn", events[^2].Json.GetProperty("delta").GetProperty("stop_reason").GetString());
        Assert.Equal(3, events[^2].Json.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Whole_Capped_SaysSo()
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(
            RunningEngine.MessagesPath, $$"""{{{Fields}},"max_tokens":4}""");

        Assert.Equal("message", answer.GetProperty("type").GetString());
        Assert.Equal(4, answer.GetProperty("content")[0].GetProperty("text").GetString()!.Split(' ').Length);
        Assert.Equal("max_tokens", answer.GetProperty("stop_reason").GetString());
        Assert.Equal(4, answer.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Body_WithoutMaxTokens_IsAnswered400InTheApisShape()
    {
        await using var engine = await RunningEngine.StartAsync();

        using var response = await engine.PostAsync(RunningEngine.MessagesPath, $$"""{{{Fields}}}""");
        var error = await RunningEngine.ReadJsonAsync(response);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Equal("invalid_request_error", error.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal("max_tokens: Field required", error.GetProperty("error").GetProperty("message").GetString());
    }
}
