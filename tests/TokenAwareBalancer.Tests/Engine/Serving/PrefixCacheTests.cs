using System.Text.Json;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class PrefixCacheTests
{
    private static readonly string Long = string.Concat(Enumerable.Range(0, 2000).Select(i => $"word{i} "));

    [Fact]
    public async Task Prompt_SentAgain_IsCachedButForItsEnd()
    {
        await using var engine = await StartAsync();

        var first = await AskAsync(engine, Long);
        var again = await AskAsync(engine, Long);
        var longer = await AskAsync(engine, Long + new string('y', 4000));
        var other = await AskAsync(engine, "x" + Long);

        var tokens = first.GetProperty("prompt_tokens").GetInt32();
        Assert.Equal(
            [0, (tokens - 1) / 16 * 16, tokens / 16 * 16, 0],
            new[] { first, again, longer, other }.Select(Cached));
    }

    [Fact]
    public async Task Stream_OfMessages_TellsWhatWasReadFromTheCacheApart()
    {
        await using var engine = await StartAsync();
        var body = $$"""
            {"model":"m","max_tokens":4,"stream":true,
             "messages":[{"role":"user","content":{{JsonSerializer.Serialize(Long)}}}]}
            """;

        await engine.PostForEventsAsync(RunningEngine.MessagesPath, body);
        var events = await engine.PostForEventsAsync(RunningEngine.MessagesPath, body);

        var usage = events[0].Json.GetProperty("message").GetProperty("usage");
        var cachedTokens = usage.GetProperty("cache_read_input_tokens").GetInt32();
        Assert.True(cachedTokens > 1000);
        Assert.InRange(usage.GetProperty("input_tokens").GetInt32(), 1, 16);
    }

    [Fact]
    public async Task Prompt_WithoutTheOption_IsNeverCachedAndUsageSaysNothing()
    {
        await using var engine = await RunningEngine.StartAsync();

        await AskAsync(engine, Long);

        Assert.False((await AskAsync(engine, Long)).TryGetProperty("prompt_tokens_details", out _));
    }

    [Fact]
    public async Task Prompt_ThatIsCached_IsAnsweredSooner()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { CachesPrefixes = true, Speed = 10, PrefillMillisecondsPerToken = 1, Jitter = 0 });

        await AskAsync(engine, Long);
        var afterFirst = engine.Engine.Snapshot().TimeToFirstTokenSeconds.Sum;
        await AskAsync(engine, Long);
        var afterBoth = engine.Engine.Snapshot().TimeToFirstTokenSeconds.Sum;

        Assert.True(afterBoth - afterFirst < afterFirst / 2, $"{afterFirst} s, then {afterBoth - afterFirst} s");
    }

    private static Task<RunningEngine> StartAsync() =>
        RunningEngine.StartAsync(new EngineOptions { Speed = 100, CachesPrefixes = true });

    private static async Task<JsonElement> AskAsync(RunningEngine engine, string text) =>
        (await engine.PostForJsonAsync(RunningEngine.ChatPath, RunningEngine.Chat(text, ",\"max_tokens\":2")))
        .GetProperty("usage");

    private static int Cached(JsonElement usage) =>
        usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32();
}
