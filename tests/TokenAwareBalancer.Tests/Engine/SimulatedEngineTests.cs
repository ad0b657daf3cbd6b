using System.Diagnostics;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Serving;

namespace TokenAwareBalancer.Engine;

public sealed class SimulatedEngineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_Several_ListenOnPortsOfTheirOwn()
    {
        var engines = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => SimulatedEngine.StartAsync(new EngineOptions(), Cancellation)));

        Assert.Equal(20, engines.Select(engine => engine.Address.Port).Distinct().Count());
        Assert.All(engines, engine => Assert.Equal("127.0.0.1", engine.Address.Host));
        foreach (var engine in engines)
            await engine.DisposeAsync();
    }

    [Fact]
    public async Task Start_PortTaken_ThrowsAndSaysSo()
    {
        await using var first = await SimulatedEngine.StartAsync(new EngineOptions(), Cancellation);

        var exception = await Assert.ThrowsAsync<IOException>(
            () => SimulatedEngine.StartAsync(new EngineOptions { Port = first.Address.Port }, Cancellation));

        Assert.Contains("address already in use", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WrongOptions_ThrowsWithEveryError()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(
            () => SimulatedEngine.StartAsync(new EngineOptions { Speed = 0, Models = [] }, Cancellation));

        Assert.Contains("--speed 0", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--model", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WhileAnswering_CutsTheAnswerAndCountsNoCancellation()
    {
        var engine = await RunningEngine.StartAsync(
            new EngineOptions { AnswerTokens = AnswerLength.Fixed(1_000_000) });
        using var connection = await RawConnection.PostAsync(
            engine.Engine.Address, RunningEngine.ChatPath, RunningEngine.Chat("hello", ",\"stream\":true"));
        await connection.ReadUntilAsync("data:");

        var stopping = Stopwatch.StartNew();
        await engine.DisposeAsync();

        Assert.True(stopping.Elapsed < TimeSpan.FromSeconds(1.5), $"took {stopping.Elapsed}");
        Assert.DoesNotContain("[DONE]", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(0, engine.Engine.Snapshot().RequestsCancelled);
    }

    [Fact]
    public async Task Time_SerialRequest_IsNotShorterThanModelled()
    {
        await using var engine = await RunningEngine.StartAsync(new EngineOptions
        {
            Profile = EngineProfile.Serial,
            Jitter = 0,
            Speed = 2,
        });

        var waiting = Stopwatch.StartNew();
        await engine.PostForJsonAsync(RunningEngine.ChatPath, RunningEngine.Chat(new string('x', 800)));

        // 200 prompt tokens of 1 ms each, at twice the speed.
        Assert.True(waiting.Elapsed >= TimeSpan.FromMilliseconds(100), $"took {waiting.Elapsed}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EarlyStart_WhileThePromptIsWorkedOn_SendsTheRoleChunkFirst(bool startsEarly)
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { PrefillMillisecondsPerToken = 60_000, EarlyStart = startsEarly });
        using var connection = await RawConnection.PostAsync(
            engine.Engine.Address, RunningEngine.ChatPath, RunningEngine.Chat("hello", ",\"stream\":true"));

        var received = await connection.ReadUntilAsync(startsEarly ? "\"role\"" : "\r\n\r\n");

        Assert.Equal(startsEarly, received.Contains("data:", StringComparison.Ordinal));
        Assert.Equal(0, engine.Engine.Snapshot().TokensGenerated);
    }

    [Fact]
    public async Task Streams_AHundredAtOnce_AreAllWhole()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 20, AnswerTokens = AnswerLength.Uniform(10, 200) });

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => engine.PostForEventsAsync(
            RunningEngine.ChatPath,
            RunningEngine.Chat(
                new string('x', 40 * i), ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"))));

        Assert.All(answers, events =>
        {
            var usage = events[^2].Json.GetProperty("usage");
            Assert.Equal(usage.GetProperty("completion_tokens").GetInt32(), events.Count - 4);
        });
        var snapshot = engine.Engine.Snapshot();
        Assert.Equal((100L, 0, 0), (snapshot.RequestsCompleted, snapshot.RequestsRunning, snapshot.RequestsWaiting));
        Assert.Equal(answers.Sum(events => events.Count - 4), snapshot.TokensGenerated);
    }
}
