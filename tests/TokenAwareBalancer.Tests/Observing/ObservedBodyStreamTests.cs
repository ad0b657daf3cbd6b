using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Observing;

public sealed class ObservedBodyStreamTests
{
    public static TheoryData<string> Samples => SampleStreams.Names;

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Write_AnyCut_PassesTheSameBytesInTheSameWrites(string sample)
    {
        var stream = SampleStreams.Read(sample);
        foreach (var pieces in SampleStreams.Cuts(stream).Append(SampleStreams.ByteByByte(stream)))
        {
            var inner = new RecordingStream();
            await using var body = Body(inner, new RecordingListener());
            foreach (var piece in pieces)
                await body.WriteAsync(piece, TestContext.Current.CancellationToken);

            Assert.Equal(pieces.Where(piece => piece.Length > 0), inner.Writes);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Filter_AnyCut_RemovesTheUsageEventAndNothingElse(string sample)
    {
        var stream = SampleStreams.Read(sample);
        var expected = WithoutUsageEvent(Encoding.UTF8.GetString(stream));
        var calls = AnswerObserverTests.ObserveAll(stream).Listener.Calls;

        foreach (var pieces in SampleStreams.Cuts(stream).Append(SampleStreams.ByteByByte(stream)))
        {
            var (text, listener) = await FilterAsync(pieces);
            Assert.Equal(expected, text);
            Assert.Equal(calls, listener.Calls);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_AfterTheEndOfItsTime_IsNotTakenForWhatTheClientHasSeen(bool filters)
    {
        var observer = new AnswerObserver(AnswerFormat.EventStream, new RecordingListener());
        using var inner = new MemoryStream();
        await using var body = new ObservedBodyStream(inner, observer, filters ? new UsageEventFilter() : null);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await body.WriteAsync("data: [DONE]\n\n"u8.ToArray(), new CancellationToken(canceled: true)));

        Assert.False(observer.HasFinished);
        Assert.Equal(0, inner.Length);
    }

    [Fact]
    public async Task Filter_AnswerEndsInsideAnEvent_PassesItsStart()
    {
        var stream = Encoding.UTF8.GetBytes("data: {}\n\ndata: {\"choices\":[],\"usage\":{}}\n");

        foreach (var pieces in SampleStreams.Cuts(stream))
            Assert.Equal(Encoding.UTF8.GetString(stream), (await FilterAsync(pieces)).Text);
    }

    [Fact]
    public async Task Filter_EventTooLargeToHold_PassesWhole()
    {
        var filler = new string('x', EventSplitter.MaxEventBytes);
        var text = $$"""data: {"choices":[],"usage":{},"x":"{{filler}}"}""" + "\n\ndata: [DONE]\n\n";

        Assert.Equal(text, (await FilterAsync([.. Encoding.UTF8.GetBytes(text).Chunk(8000)])).Text);
    }

    [Fact]
    public async Task Filter_CutInsideAHeldEvent_LeavesTheClientBetweenEvents()
    {
        var inner = new RecordingStream();
        await using var body = Body(inner, new RecordingListener(), new UsageEventFilter());

        await body.WriteAsync("data: {}\n\ndata: {\"cho"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.False(body.IsClientInsideEvent);
        Assert.Equal("data: {}\n\n", inner.Text);
    }

    [Fact]
    public async Task Filter_JsonAnswer_PassesAtOnce()
    {
        var inner = new RecordingStream();
        var observer = new AnswerObserver(AnswerFormat.Json, new RecordingListener());
        await using var body = new ObservedBodyStream(inner, observer, new UsageEventFilter());

        await body.WriteAsync("{\"choices\":[],"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal("{\"choices\":[],", inner.Text);
    }

    [Fact]
    public async Task Write_ClientIsSlow_IsObservedBeforeTheClientHasRead()
    {
        var inner = new StalledStream();
        var listener = new RecordingListener();
        await using var body = Body(inner, listener);

        var pending = body.WriteAsync(
            "data: {\"choices\":[{\"text\":\"x\"}]}\n\n"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.False(pending.IsCompleted);
        Assert.Equal(1, listener.ContentEvents);
        inner.Release();
        await pending;
    }

    [Fact]
    public void Write_Synchronously_IsObservedAsWell()
    {
        var inner = new RecordingStream();
        var listener = new RecordingListener();
        using var body = Body(inner, listener);
        var stream = SampleStreams.Read("openai-chat-usage.sse");

        body.Write(stream, 0, stream.Length);
        body.Flush();

        Assert.Equal(stream, inner.Writes.Single());
        Assert.Equal(5, listener.ContentEvents);
    }

    private static ObservedBodyStream Body(Stream inner, IAnswerListener listener, UsageEventFilter? filter = null) =>
        new(inner, new AnswerObserver(AnswerFormat.EventStream, listener), filter);

    private static async Task<(string Text, RecordingListener Listener)> FilterAsync(byte[][] pieces)
    {
        var inner = new RecordingStream();
        var listener = new RecordingListener();
        await using var body = Body(inner, listener, new UsageEventFilter());
        foreach (var piece in pieces)
            await body.WriteAsync(piece, TestContext.Current.CancellationToken);
        await body.CompleteAsync(TestContext.Current.CancellationToken);
        return (inner.Text, listener);
    }

    /// <summary>The same thing done differently: cut the text at blank lines, parse each event as a document.</summary>
    private static string WithoutUsageEvent(string stream)
    {
        var blankLine = stream.Contains("\r\n", StringComparison.Ordinal) ? "\r\n\r\n"
            : stream.Contains('\r', StringComparison.Ordinal) ? "\r\r" : "\n\n";
        return string.Join(blankLine, stream.Split(blankLine).Where(text => !IsUsageEvent(text)));
    }

    private static bool IsUsageEvent(string text)
    {
        var data = string.Concat(text.Split('\r', '\n')
            .Where(line => line.StartsWith("data:", StringComparison.Ordinal))
            .Select(line => line[5..].Trim()));
        if (!data.StartsWith('{'))
            return false;
        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty("choices", out var choices) && choices.GetArrayLength() == 0 &&
            json.RootElement.TryGetProperty("usage", out var usage) && usage.ValueKind != JsonValueKind.Null;
    }

    private class RecordingStream : MemoryStream
    {
        public List<byte[]> Writes { get; } = [];

        public string Text => Encoding.UTF8.GetString([.. Writes.SelectMany(write => write)]);

        public override void Write(ReadOnlySpan<byte> buffer) => Writes.Add(buffer.ToArray());

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class StalledStream : RecordingStream
    {
        private readonly TaskCompletionSource _released = new();

        public void Release() => _released.SetResult();

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(_released.Task);
    }
}
