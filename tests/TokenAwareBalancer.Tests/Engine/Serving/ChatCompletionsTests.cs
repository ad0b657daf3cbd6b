using System.Net;
using TokenAwareBalancer.Engine.Answering;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class ChatCompletionsTests
{
    [Fact]
    public async Task Stream_Plain_HasARoleThenOneTokenAChunkThenTheReasonThenDone()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 100, AnswerTokens = AnswerLength.Fixed(20) });

        var events = await engine.PostForEventsAsync(
            RunningEngine.ChatPath, RunningEngine.Chat("hello", ",\"stream\":true"));

        Assert.Equal(1 + 20 + 1 + 1, events.Count);
        Assert.Equal("assistant", events[0].Choice.GetProperty("delta").GetProperty("role").GetString());
        Assert.Equal("", events[0].Choice.GetProperty("delta").GetProperty("content").GetString());
        Assert.All(events.Skip(1).Take(20), chunk =>
        {
            Assert.NotEqual("", chunk.Choice.GetProperty("delta").GetProperty("content").GetString());
            Assert.Equal("chat.completion.chunk", chunk.Json.GetProperty("object").GetString());
            Assert.Equal("m", chunk.Json.GetProperty("model").GetString());
        });
        Assert.Equal("stop", events[^2].Choice.GetProperty("finish_reason").GetString());
        Assert.Equal("[DONE]", events[^1].Data);
        Assert.Single(events.SkipLast(1).Select(chunk => chunk.Json.GetProperty("id").GetString()).Distinct());
    }

    [Fact]
    public async Task Stream_UsageAskedFor_ComesLastWithNoChoices()
    {
        await using var engine = await RunningEngine.StartAsync();

        var events = await engine.PostForEventsAsync(
            RunningEngine.ChatPath,
            RunningEngine.Chat(
                new string('x', 400), ",\"stream\":true,\"max_tokens\":5,\"stream_options\":{\"include_usage\":true}"));

        var usage = events[^2].Json;
        Assert.Equal(0, usage.GetProperty("choices").GetArrayLength());
        Assert.Equal(100, usage.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(5, usage.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal(105, usage.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.All(
            events.SkipLast(2), chunk => Assert.False(chunk.Json.TryGetProperty("usage", out _)));
    }

    [Fact]
    public async Task Whole_Capped_HasThatManyWordsAndTheReasonLength()
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(
            RunningEngine.ChatPath, RunningEngine.Chat("hello", ",\"max_completion_tokens\":7,\"max_tokens\":90"));

        var choice = answer.GetProperty("choices")[0];
        var text = choice.GetProperty("message").GetProperty("content").GetString()!;
        Assert.Equal(7, text.Split(' ').Length);
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(7, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Choices_Several_AreWholeAndDiffer()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 100, AnswerTokens = AnswerLength.Uniform(5, 50) });

        var events = await engine.PostForEventsAsync(
            RunningEngine.ChatPath, RunningEngine.Chat("hello", ",\"n\":3,\"stream\":true"));

        var texts = events.SkipLast(1).Select(chunk => chunk.Choice)
            .GroupBy(choice => choice.GetProperty("index").GetInt32())
            .ToDictionary(
                group => group.Key,
                group => (Chunks: group.Count(), Finish: group.Last().GetProperty("finish_reason").GetString()));
        Assert.Equal([0, 1, 2], texts.Keys.Order());
        Assert.All(texts.Values, text => Assert.Equal("stop", text.Finish));
        Assert.True(texts.Values.Select(text => text.Chunks).Distinct().Count() > 1);
    }

    [Fact]
    public async Task Request_UnknownFieldsAndParts_AreAccepted()
    {
        await using var engine = await RunningEngine.StartAsync();
        const string Body = """
            {"messages":[{"role":"system","content":null},{"role":"user","content":[{"type":"text","text":"12345678"},
            {"type":"image_url","image_url":{"url":"data:"}}]}],"max_tokens":1,"shiny":{"new":[1]},"temperature":null}
            """;

        var answer = await engine.PostForJsonAsync(RunningEngine.ChatPath, Body);

        Assert.Equal(2, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal("simulated-model", answer.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Prompt_TokenizerGiven_IsCountedByIt()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 100, TokenCounter = new WordCounter() });

        var answer = await engine.PostForJsonAsync(
            RunningEngine.ChatPath, RunningEngine.Chat("three little words", ",\"max_tokens\":1"));

        Assert.Equal(3, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public async Task Prompt_OfTenMegabytes_IsServed()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 10_000, KvCacheTokens = 3_000_000 });

        var answer = await engine.PostForJsonAsync(
            RunningEngine.ChatPath, RunningEngine.Chat(new string('x', 10 << 20), ",\"max_tokens\":1"));

        Assert.Equal((10 << 20) / 4, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public async Task Prompt_LargerThanTheCache_IsRefused()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 100, KvCacheTokens = 1600 });

        using var response = await engine.PostAsync(
            RunningEngine.ChatPath, RunningEngine.Chat(new string('x', 4 * 1601)));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            "maximum context length is 1600 tokens; the prompt alone has 1601",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData(",\"max_tokens\":90", 90)]
    [InlineData(",\"max_tokens\":200,\"ignore_eos\":true", 100)]
    [InlineData(",\"max_tokens\":200,\"ignore_eos\":true,\"n\":4", 4 * 25)]
    public async Task Answer_CacheHasRoomForLess_IsCutToIt(string more, int answerTokens)
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 100, KvCacheTokens = 1600, AnswerTokens = AnswerLength.Fixed(500) });

        var answer = await engine.PostForJsonAsync(
            RunningEngine.ChatPath, RunningEngine.Chat(new string('x', 4 * 1500), more));

        Assert.Equal(answerTokens, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal("length", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":["hi"]}""")]
    [InlineData("""{"messages":[{"role":"user","content":5}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"max_tokens":0}""")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"stream":"yes"}""")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"n":1000}""")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"model":5}""")]
    public async Task Body_Malformed_IsAnswered400InTheApisShape(string body)
    {
        await using var engine = await RunningEngine.StartAsync();

        using var response = await engine.PostAsync(RunningEngine.ChatPath, body);
        var error = (await RunningEngine.ReadJsonAsync(response)).GetProperty("error");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("BadRequestError", error.GetProperty("type").GetString());
        Assert.Equal(400, error.GetProperty("code").GetInt32());
        Assert.Equal(1, engine.Engine.Snapshot().RequestsRejected);
    }

    [Fact]
    public async Task Model_UnknownAndStrict_IsAnswered404()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 100, Models = ["other"], StrictModel = true });

        using var response = await engine.PostAsync(RunningEngine.ChatPath, RunningEngine.Chat("hello"));
        var error = (await RunningEngine.ReadJsonAsync(response)).GetProperty("error");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("The model `m` does not exist.", error.GetProperty("message").GetString());
    }
}
