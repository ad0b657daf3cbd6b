using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Serving;

namespace TokenAwareBalancer.Attacks;

/// <summary>Clients that send or read as little as they can, to keep what they have taken.</summary>
[Collection(TimeCritical.Name)]
public sealed class SlowClientAttackTests : AttackTest
{
    private const int Many = 200;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Heads_ThatComeByteByByte_AreEndedInTime()
    {
        await StartUnderAttackAsync(options => options.Timeouts.Headers = Short);
        var attackers = await AttackersAsync(client => client.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nx: "));
        await Patience.UntilAsync(() => Connections == Many);
        var started = TimeProvider.System.GetTimestamp();

        using var over = new CancellationTokenSource();
        var dripping = DripAsync(attackers, over.Token);
        await AssertOthersAreServedAsync();
        var answer = await attackers[0].ReadAnswerAsync();
        await Patience.UntilAsync(() => Connections == 0);
        await over.CancelAsync();
        await dripping;

        Assert.Equal((408, "close"), (answer.Status, answer.Header("Connection")));
        Assert.InRange(Since(started), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        AssertBackendSaw(1);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Connections_WithoutRequests_AreClosedAndCostLittle()
    {
        await StartUnderAttackAsync(options => options.Timeouts.Idle = Short);
        var before = LiveBytes();
        await AttackersAsync(_ => Task.CompletedTask);
        for (var i = 0; i < Many; i++)
            await AttackHttp2Async();
        await Patience.UntilAsync(() => Connections == 2 * Many);
        var bytesEach = (LiveBytes() - before) / (2 * Many);

        await AssertOthersAreServedAsync();
        await Patience.UntilAsync(() => Connections == 0);

        // The attackers' own read buffers of 64 KiB are among them.
        Assert.InRange(bytesEach, long.MinValue, 128 << 10);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Bodies_AnnouncedAndNotSent_Are408AndCostTheirFirstArrayOnly()
    {
        await StartUnderAttackAsync(options => options.Timeouts.Client = Short);
        var head = Wire.Head("POST", Wire.ChatPath, "Content-Length: 60000000") + "{";
        var attackers = await AttackersAsync(client => client.SendAsync(head));
        var most = 0L;
        await Patience.UntilAsync(() => (most = Math.Max(most, Taken.BodyBytes)) > 0 && Taken.Requests == Many);
        await AssertOthersAreServedAsync();

        foreach (var attacker in attackers)
            ErrorShape.AssertTells(
                await attacker.ReadAnswerAsync(), false, 408, "body_stalled", "invalid_request_error", "timeout");

        Assert.InRange(most, 64 << 10, (Many + 1) * (64 << 10));
        AssertBackendSaw(1);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Body_SlowButNeverSilentForLong_IsServed()
    {
        await StartUnderAttackAsync(options => options.Timeouts.Client = Short);
        var client = await AttackAsync();
        var body = Wire.Chat();

        await client.SendAsync(Wire.Head("POST", Wire.ChatPath, $"Content-Length: {body.Length}"));
        for (var i = 0; i < body.Length; i++)
        {
            await client.SendAsync(body.AsMemory(i, 1));
            await Task.Delay(Drip, TestContext.Current.CancellationToken);
        }

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task BodyOverHttp2_AnnouncedAndNotSent_LeavesNothing()
    {
        await StartUnderAttackAsync(options => options.Timeouts.Client = Short);
        var attacker = await AttackHttp2Async();
        var block = Http2Frames.Request("POST", Wire.ChatPath, ("content-length", "60000000"));
        for (var stream = 1; stream < 2 * Many; stream += 2)
            Assert.True(await attacker.TrySendAsync(Http2Frames.Headers(stream, block, endStream: false)));
        await Patience.UntilAsync(() => Taken.Requests == Many);

        await AssertOthersAreServedAsync();
        await Patience.UntilAsync(() => Taken == default);

        Assert.Equal(default, Taken);
        Assert.Equal(1, Connections);
        AssertBackendSaw(1);
        await AssertNothingIsLeftAsync();
    }

    public static TheoryData<string, string> OwnAnswers { get; } = new()
    {
        { "GET", "/nowhere" }, { "HEAD", "/nowhere" }, { "GET", "/livez" }, { "GET", "/v1/models/none" },
    };

    [Theory]
    [MemberData(nameof(OwnAnswers))]
    public async Task Answers_ThatNobodyReads_EndTheirConnection(string method, string path)
    {
        await StartUnderAttackAsync(options => options.Timeouts.Client = Short);
        var attacker = await AttackAsync();
        var requests = string.Concat(Enumerable.Repeat(Wire.Head(method, path), 1000));

        // What the system buffers in both directions is some megabytes; then neither end moves.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            for (var i = 0; i < 400; i++)
                await attacker.SendAsync(requests).Within();
        });
        await Patience.UntilAsync(() => Connections == 0);

        Assert.Equal(0, Connections);
        await AssertNothingIsLeftAsync();
    }

    /// <summary>The server keeps small answers until their windows open; a connection has 1,000 streams at most.</summary>
    [Fact]
    public async Task AnswersOverHttp2_ThatNobodyReads_CostABoundedAmountAndGoWithTheirConnection()
    {
        await StartUnderAttackAsync();
        var before = LiveBytes();
        // SETTINGS_INITIAL_WINDOW_SIZE 0: headers may be sent, bodies may not.
        var attacker = await AttackHttp2Async((4, 0));
        var block = Http2Frames.Request("POST", Wire.ChatPath, ("content-type", "application/json"));
        for (var stream = 1; stream < 2 * Many; stream += 2)
            await attacker.TrySendAsync((byte[])[
                .. Http2Frames.Headers(stream, block, endStream: false),
                .. Http2Frames.Frame(Http2Frames.Data, Http2Frames.EndStream, stream, "{"u8)]);

        var answered = 0;
        await attacker.ReadUntilAsync(frame => frame.Type == Http2Frames.HeadersType && ++answered == Many);
        var bytesEach = (LiveBytes() - before) / Many;
        await AssertOthersAreServedAsync();

        TestContext.Current.TestOutputHelper?.WriteLine($"{bytesEach >> 10} KiB a stream");
        Assert.InRange(bytesEach, long.MinValue, 64 << 10);
        Assert.Equal((Many, default), (answered, Taken));
        AssertBackendSaw(1);
        await AssertNothingIsLeftAsync();
    }

    private async Task<RawClient[]> AttackersAsync(Func<RawClient, Task> begin)
    {
        var attackers = new RawClient[Many];
        for (var i = 0; i < Many; i++)
            await begin(attackers[i] = await AttackAsync());
        return attackers;
    }

    private static async Task DripAsync(RawClient[] clients, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.WhenAll(clients.Select(client => client.SendAsync("x"))).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await Task.Delay(Drip, CancellationToken.None);
        }
    }
}
