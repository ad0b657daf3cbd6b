namespace TokenAwareBalancer.Engine.Serving;

public sealed class CompletionsTests
{
    [Fact]
    public async Task Stream_Plain_HasOneTokenAChunkAndNoRole()
    {
        await using var engine = await RunningEngine.StartAsync();

        var events = await engine.PostForEventsAsync(
            RunningEngine.CompletionsPath, """{"prompt":"hello","max_tokens":4,"stream":true}""");

        Assert.Equal(4 + 1 + 1, events.Count);
        var texts = events.Take(4).Select(chunk => chunk.Choice.GetProperty("text").GetString());
        Assert.All(texts, text => Assert.NotEqual("", text));
        Assert.Equal("text_completion", events[0].Json.GetProperty("object").GetString());
        Assert.Equal("length", events[4].Choice.GetProperty("finish_reason").GetString());
        Assert.Equal("[DONE]", events[5].Data);
    }

    [Theory]
    [InlineData("\"12345678\"", 2, 1)]
    [InlineData("[\"12345678\",\"1234\"]", 3, 2)]
    [InlineData("[1,2,3,4,5]", 5, 1)]
    [InlineData("[[1,2,3],[4,5]]", 5, 2)]
    public async Task Whole_EachShapeOfPrompt_IsCounted(string prompt, int promptTokens, int choices)
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(
            RunningEngine.CompletionsPath, $$"""{"prompt":{{prompt}},"max_tokens":2}""");

        Assert.Equal(promptTokens, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(choices, answer.GetProperty("choices").GetArrayLength());
        Assert.Equal(2 * choices, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Whole_EndIgnored_IsAsLongAsItsCap()
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(
            RunningEngine.CompletionsPath, """{"prompt":"hello","max_tokens":300,"ignore_eos":true}""");

        Assert.Equal(300, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal("length", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }
}
