using System.Net;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class CountingTests
{
    private const string CountPath = "/v1/messages/count_tokens";

    [Fact]
    public async Task CountTokens_AMessage_SaysWhatTheMessageWouldBeCharged()
    {
        await using var engine = await RunningEngine.StartAsync();
        const string Fields = """
            "system":"12345678","messages":[{"role":"user","content":"1234"}],
            "tools":[{"name":"f","input_schema":{"type":"object"}}]
            """;

        var counted = await engine.PostForJsonAsync(CountPath, $$"""{{{Fields}}}""");
        var message = await engine.PostForJsonAsync(RunningEngine.MessagesPath, $$"""{{{Fields}},"max_tokens":1}""");

        Assert.Equal(
            message.GetProperty("usage").GetProperty("input_tokens").GetInt32(),
            counted.GetProperty("input_tokens").GetInt32());
    }

    [Fact]
    public async Task CountTokens_WithoutMessages_IsAnswered400InAnthropicsShape()
    {
        await using var engine = await RunningEngine.StartAsync();

        using var response = await engine.PostAsync(CountPath, "{}");
        var error = await RunningEngine.ReadJsonAsync(response);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Equal("messages: Field required", error.GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"prompt":"12345678"}""", 2)]
    [InlineData("""{"messages":[{"role":"user","content":"123456781234"}]}""", 3)]
    public async Task Tokenize_ATextOrAChat_ListsAsManyTokensAsItCounts(string body, int tokens)
    {
        await using var engine = await RunningEngine.StartAsync(new EngineOptions { KvCacheTokens = 5000 });

        var answer = await engine.PostForJsonAsync("/tokenize", body);

        Assert.Equal(tokens, answer.GetProperty("count").GetInt32());
        Assert.Equal(tokens, answer.GetProperty("tokens").GetArrayLength());
        Assert.Equal(5000, answer.GetProperty("max_model_len").GetInt32());
    }

    [Fact]
    public async Task Counting_WhileTheEngineIsFull_TakesNoPlaceAndNoNumber()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { MaxConcurrency = 1, QueueLimit = 0, DecodeMillisecondsPerToken = 60_000 });
        using var running = await RawConnection.PostAsync(
            engine.Engine.Address, RunningEngine.ChatPath, RunningEngine.Chat("hello"));
        await engine.WaitForAsync(s => s.RequestsRunning == 1);

        using var response = await engine.PostAsync("/tokenize", """{"prompt":"hello"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, engine.Engine.Snapshot().RequestsReceived);
    }
}
