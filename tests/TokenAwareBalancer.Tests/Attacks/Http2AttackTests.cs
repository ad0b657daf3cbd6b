using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Serving;

namespace TokenAwareBalancer.Attacks;

/// <summary>Frames that cost their sender nothing and a naive server much.</summary>
[Collection(TimeCritical.Name)]
public sealed class Http2AttackTests : AttackTest
{
    private const long MostBytes = 64 << 20;

    private static readonly byte[] Chat = Http2Frames.Request(
        "POST", Wire.ChatPath, ("content-type", "application/json"));

    /// <summary>Each with what is sent over and over.</summary>
    public static TheoryData<string> Floods { get; } =
        ["settings", "ping", "window of the connection", "window of a stream", "empty data", "priority", "unknown type"];

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task Flood_OfControlFrames_CostsBoundedMemoryAndOthersAreServed(string kind)
    {
        await StartUnderAttackAsync();
        await AssertOthersAreServedAsync();
        var before = LiveBytes();
        var attacker = await AttackHttp2Async();
        await attacker.TrySendAsync(Http2Frames.Headers(1, Chat, endStream: false));
        byte[] burst = [.. Enumerable.Repeat(FrameOf(kind), 1000).SelectMany(frame => frame)];

        // Answers are not read: who acknowledges must stop reading at some time, or keep them all.
        var sent = 0;
        while (sent < 300 && await attacker.TrySendAsync(burst))
            sent++;

        await AssertOthersAreServedAsync();
        Assert.InRange(LiveBytes() - before, long.MinValue, MostBytes);
        AssertBackendSaw(2);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Streams_OpenedAndResetAtOnce_EndTheirConnectionAndReachNoBackend()
    {
        await StartUnderAttackAsync();
        var before = LiveBytes();
        var attacker = await AttackHttp2Async();
        var reading = attacker.ReadUntilAsync(frame => frame.Type == Http2Frames.GoAway);

        var stream = -1;
        while (stream < 100_000 && await attacker.TrySendAsync((byte[])[
            .. Http2Frames.Headers(stream += 2, Chat, endStream: false), .. Http2Frames.ResetStream(stream)]))
        {
            if (stream % 20_001 == 0)
                await AssertOthersAreServedAsync();
        }

        await AssertOthersAreServedAsync();
        var served = Honest.Requests.Length;
        Assert.InRange(stream, 1, 100_000);
        await reading.Within();
        Assert.InRange(LiveBytes() - before, long.MinValue, MostBytes);
        Assert.All(Honest.Requests, request => Assert.Equal(Wire.Chat(), request.Body));
        await AssertNothingIsLeftAsync();
        AssertBackendSaw(served);
    }

    [Fact]
    public async Task Headers_ContinuedWithoutEnd_EndTheirConnection()
    {
        await StartUnderAttackAsync();
        var attacker = await AttackHttp2Async();
        await attacker.TrySendAsync(Http2Frames.Headers(1, Chat, endHeaders: false));
        var piece = Http2Frames.Continuation(1, Http2Frames.Literal("x-long", new string('x', 8000)));

        var sent = 0;
        while (sent < 10_000 && await attacker.TrySendAsync(piece))
            sent++;

        Assert.InRange(sent, 1, 9_999);
        await AssertOthersAreServedAsync();
        AssertBackendSaw(1);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Headers_OfATinyBlockThatUnpacksToMuch_AreRefused()
    {
        await StartUnderAttackAsync();
        var attacker = await AttackHttp2Async();
        var before = LiveBytes();
        // One entry of 4,000 bytes for the dynamic table, which is 62; each further byte repeats it.
        byte[] bomb = [.. Chat, .. Http2Frames.Literal("x", new string('x', 3900), indexed: true),
            .. Enumerable.Repeat((byte)(0x80 | 62), 12_000)];

        await attacker.TrySendAsync(Http2Frames.Headers(1, bomb));
        var frames = await attacker.ReadUntilAsync(frame =>
            frame.Type == Http2Frames.GoAway || frame is { Type: Http2Frames.HeadersType or Http2Frames.Reset, Stream: 1 });

        Assert.Contains(frames[^1].Type, (byte[])[Http2Frames.GoAway, Http2Frames.HeadersType, Http2Frames.Reset]);
        Assert.InRange(LiveBytes() - before, long.MinValue, MostBytes);
        await AssertOthersAreServedAsync();
        AssertBackendSaw(1);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Streams_WithLargeHeadersEach_CostABoundedAmount()
    {
        const int streams = 900;
        await StartUnderAttackAsync();
        var before = LiveBytes();
        var attacker = await AttackHttp2Async();
        byte[] block = [.. Chat, .. Http2Frames.Literal("x", new string('x', 8000)),
            .. Http2Frames.Literal("y", new string('y', 7000))];
        for (var i = 0; i < streams; i++)
            await attacker.TrySendAsync(Http2Frames.Headers((2 * i) + 1, block, endStream: false));
        await Patience.UntilAsync(() => Taken.Requests == streams);

        Assert.Equal(streams, Taken.Requests);
        Assert.InRange(LiveBytes() - before, long.MinValue, streams * 192L << 10);
        await AssertOthersAreServedAsync();
        AssertBackendSaw(1);
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, int.MaxValue)]
    public async Task Window_ThatMustNotBe_IsAnError(int stream, int increment)
    {
        await StartUnderAttackAsync();
        var attacker = await AttackHttp2Async();
        await attacker.TrySendAsync((byte[])[
            .. Http2Frames.Headers(1, Chat, endStream: false), .. Http2Frames.WindowUpdate(stream, increment)]);

        var frames = await attacker.ReadUntilAsync(frame => frame.Type is Http2Frames.GoAway or Http2Frames.Reset);

        // PROTOCOL_ERROR and FLOW_CONTROL_ERROR.
        Assert.Contains(frames[^1].Error, (int[])[1, 3]);
        await AssertOthersAreServedAsync();
        AssertBackendSaw(1);
        await AssertNothingIsLeftAsync();
    }

    private static byte[] FrameOf(string kind) => kind switch
    {
        "settings" => Http2Frames.Settings([(4, 65_535)]),
        "ping" => Http2Frames.Ping(),
        "window of the connection" => Http2Frames.WindowUpdate(0, 1),
        "window of a stream" => Http2Frames.WindowUpdate(1, 1),
        "empty data" => Http2Frames.Frame(Http2Frames.Data, 0, 1, []),
        "priority" => Http2Frames.Frame(2, 0, 3, [0, 0, 0, 0, 1]),
        _ => Http2Frames.Frame(0xee, 0xff, 0, new byte[64]),
    };
}
