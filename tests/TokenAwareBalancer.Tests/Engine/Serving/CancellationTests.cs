using TokenAwareBalancer.Engine.Answering;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class CancellationTests
{
    /// <summary>Answers that no test waits for the end of.</summary>
    private static readonly AnswerLength Endless = AnswerLength.Fixed(1_000_000);

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    public async Task Client_LeavesWhileRunning_FreesItsPlaceAndIsCounted(string more)
    {
        await using var engine = await RunningEngine.StartAsync(new EngineOptions { AnswerTokens = Endless });
        var connection = await RawConnection.PostAsync(
            engine.Engine.Address, RunningEngine.ChatPath, RunningEngine.Chat("hello", more));
        await engine.WaitForAsync(s => s.TokensGenerated > 2);

        connection.Dispose();
        var snapshot = await engine.WaitForAsync(s => s.RequestsRunning == 0 && s.RequestsCancelled == 1);

        var cancellation = Assert.Single(snapshot.Cancellations);
        Assert.True(cancellation.TokensGenerated > 2);
        Assert.True(cancellation.After > TimeSpan.Zero);
        Assert.Equal(0, snapshot.RequestsCompleted);
    }

    [Fact]
    public async Task Client_NeverReadsAndLeaves_IsCountedThoughItsHandlerIsStuck()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { AnswerTokens = Endless, Speed = 1000 });
        var connection = await PostAsync(engine);
        // 40,000 events are 8 MB: more than the kernel and Kestrel hold for a client that does not read.
        await engine.WaitForAsync(s => s.TokensGenerated > 40_000);

        connection.Dispose();

        await engine.WaitForAsync(s => s.RequestsCancelled == 1 && s.RequestsRunning == 0);
    }

    [Fact]
    public async Task Client_LeavesWhileWaiting_IsForgotten()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { AnswerTokens = Endless, MaxConcurrency = 1 });
        using var running = await PostAsync(engine);
        await engine.WaitForAsync(s => s.RequestsRunning == 1);
        var waiting = await PostAsync(engine);
        await engine.WaitForAsync(s => s.RequestsWaiting == 1);

        waiting.Dispose();
        var snapshot = await engine.WaitForAsync(s => s.RequestsWaiting == 0);

        Assert.Equal((1, 1L), (snapshot.RequestsRunning, snapshot.RequestsCancelled));
        Assert.Equal(0, Assert.Single(snapshot.Cancellations).TokensGenerated);
    }

    [Fact]
    public async Task Client_LeavesWhileSending_IsCounted()
    {
        await using var engine = await RunningEngine.StartAsync();
        var connection = await RawConnection.PostHalfAsync(engine.Engine.Address, RunningEngine.ChatPath);
        await engine.WaitForAsync(s => s.RequestsReceived == 1);

        connection.Dispose();

        await engine.WaitForAsync(s => s.RequestsCancelled == 1);
    }

    [Fact]
    public async Task Queue_Full_Answers429WithRetryAfter()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { AnswerTokens = Endless, MaxConcurrency = 1, QueueLimit = 1 });
        using var running = await PostAsync(engine);
        using var waiting = await PostAsync(engine);
        await engine.WaitForAsync(s => s.RequestsWaiting == 1);

        using var response = await engine.PostAsync(RunningEngine.ChatPath, RunningEngine.Chat("hello"));

        Assert.Equal(429, (int)response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(1, engine.Engine.Snapshot().RequestsRejected);
    }

    [Fact]
    public async Task Many_LeaveAtOnce_LeaveNothingBehind()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { AnswerTokens = Endless, MaxConcurrency = 10 });
        var connections = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(engine)));
        await engine.WaitForAsync(s => s.RequestsRunning == 10 && s.RequestsWaiting == 40);

        foreach (var connection in connections)
            connection.Dispose();

        var snapshot = await engine.WaitForAsync(s => s.RequestsCancelled == 50);
        Assert.Equal((0, 0, 0L), (snapshot.RequestsRunning, snapshot.RequestsWaiting, snapshot.KvTokens));
    }

    private static Task<RawConnection> PostAsync(RunningEngine engine) => RawConnection.PostAsync(
        engine.Engine.Address, RunningEngine.ChatPath, RunningEngine.Chat("hello", ",\"stream\":true"));
}
