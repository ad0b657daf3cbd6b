using System.Diagnostics;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Observing;

namespace TokenAwareBalancer.Load;

public sealed class InferenceClientTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData("openai-chat-usage.sse", 5, 5L)]
    [InlineData("openai-chat-refusal.sse", 2, null)]
    [InlineData("openai-chat-tool-calls.sse", 6, null)]
    [InlineData("openai-completions.sse", 3, null)]
    [InlineData("openai-responses.sse", 4, 12L)]
    [InlineData("vllm-reasoning-continuous-usage.sse", 6, 7L)]
    [InlineData("anthropic-messages.sse", 3, 89L)]
    [InlineData("captured-llama-server-chat.sse", 6, 6L)]
    public async Task Send_StreamOfAnyApi_IsCompleteWithItsTokens(string sample, int contentEvents, long? usageTokens)
    {
        var timing = await LoadLab.AskAsync(exchange => exchange.StreamAsync(SampleStreams.Read(sample)));

        Assert.Equal((AnswerEnd.Complete, 200), (timing.End, timing.Status));
        Assert.Equal((contentEvents, usageTokens), (timing.ContentEvents, timing.UsageOutputTokens));
        Assert.True(timing.IsStreamed);
    }

    [Fact]
    public async Task Send_RoleThenContent_TakesContentForTheFirstToken()
    {
        var timing = await LoadLab.AskAsync(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.RoleEvent);
            await Task.Delay(Pause);
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            await Task.Delay(Pause);
            await exchange.WriteChunkAsync(Wire.ContentEvent + Wire.ContentEvent);
            await Task.Delay(Pause);
            await exchange.WriteChunkAsync(Wire.DoneEvent);
            await exchange.EndChunksAsync();
        });

        // What is read late on a busy machine makes the time before it longer, and the one after it shorter.
        var pause = Pause * 0.5;
        Assert.True(timing.FirstToken >= pause);
        Assert.True(timing.LastToken - timing.FirstToken >= pause);
        Assert.Equal(timing.LastToken - timing.FirstToken, timing.LongestGap);
        Assert.Equal((timing.LastToken - timing.FirstToken) / 2, timing.TimePerOutputToken);
        Assert.True(timing.WholeAnswer - timing.LastToken >= pause);
    }

    [Fact]
    public async Task Send_AnswerNotStreamed_HasItsFirstTokenAtItsEnd()
    {
        var timing = await LoadLab.AskAsync(
            exchange => exchange.AnswerAsync(Wire.ChatAnswer, headers: "x-balancer-backend: gpu-7\r\n"),
            LoadLab.Whole());

        Assert.Equal((AnswerEnd.Complete, false, 1L), (timing.End, timing.IsStreamed, timing.OutputTokens));
        Assert.Equal(timing.WholeAnswer, timing.FirstToken);
        Assert.Equal("gpu-7", timing.Backend);
    }

    [Fact]
    public async Task Send_LateRequest_IsTimedFromWhenItWasDue()
    {
        await using var server = new ScriptedBackend(exchange => LoadLab.AnswerStreamAsync(exchange));
        using var client = new InferenceClient(server.Address, TimeProvider.System);
        var slot = new SendSlot(0, Stopwatch.GetTimestamp() - Stopwatch.Frequency, IsMeasured: true);

        var timing = await client.SendAsync(LoadLab.Streaming(), slot, Patience.Token);

        Assert.All(
            [timing.SendLag, timing.FirstToken, timing.LastToken, timing.WholeAnswer],
            time => Assert.True(time >= TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Gaps_OfAnswersThatFailOrAreNotMeasured_AreNotCounted()
    {
        var isFailing = false;
        await using var server = new ScriptedBackend(async exchange =>
        {
            if (!isFailing)
            {
                await LoadLab.AnswerStreamAsync(exchange, tokens: 4);
                return;
            }
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.ContentEvent + Wire.ContentEvent);
            exchange.Reset();
        });
        using var client = new InferenceClient(server.Address, TimeProvider.System);

        await client.SendAsync(LoadLab.Streaming(), LoadLab.Now(isMeasured: false), Patience.Token);
        Assert.Equal(0, client.Gaps.Count);
        await client.SendAsync(LoadLab.Streaming(), LoadLab.Now(), Patience.Token);
        Assert.Equal(3, client.Gaps.Count);
        isFailing = true;
        await client.SendAsync(LoadLab.Streaming(), LoadLab.Now(), Patience.Token);
        Assert.Equal(3, client.Gaps.Count);
    }

    [Theory]
    [InlineData("v1/chat/completions", null, null)]
    [InlineData("v1/messages", "secret", "2023-06-01")]
    public async Task Send_Key_GoesWhereTheApiLooksForIt(string path, string? apiKey, string? version)
    {
        var server = new ScriptedBackend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await using var disposing = server;
        var options = new ClientOptions { ApiKey = "secret", Headers = [KeyValuePair.Create("x-tenant", "a")] };
        using var client = new InferenceClient(new Uri(server.Address, "below/"), TimeProvider.System, options);

        await client.SendAsync(LoadLab.Whole() with { Path = path }, LoadLab.Now(), Patience.Token);

        var request = server.OnlyRequest;
        Assert.Equal($"/below/{path}", request.Target);
        Assert.Equal("Bearer secret", request.Header("Authorization"));
        Assert.Equal((apiKey, version), (request.Header("x-api-key"), request.Header("anthropic-version")));
        Assert.Equal("a", request.Header("x-tenant"));
        Assert.DoesNotContain("secret", options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task Connections_FreshOnes_AreAsManyAsRequests(bool usesFreshConnections, int connections)
    {
        await using var server = new ScriptedBackend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        var options = new ClientOptions { UsesFreshConnections = usesFreshConnections };
        using var client = new InferenceClient(server.Address, TimeProvider.System, options);

        for (var i = 0; i < 3; i++)
            await client.SendAsync(LoadLab.Whole(), LoadLab.Now(), Patience.Token);

        Assert.Equal(connections, server.Connections);
    }

    [Fact]
    public async Task Send_Embedding_IsCompleteWithoutOutputTokens()
    {
        const string Answer = """{"data":[{"embedding":[0.1]}],"usage":{"prompt_tokens":9,"completion_tokens":0}}""";

        var timing = await LoadLab.AskAsync(
            exchange => exchange.AnswerAsync(Answer), LoadLab.Whole() with { Path = "v1/embeddings" });

        Assert.Equal(AnswerEnd.Complete, timing.End);
    }
}
