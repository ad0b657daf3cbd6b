using System.Text;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>A client that does not read costs a bounded amount of memory, and nobody else anything.</summary>
/// <remarks>
/// Between a backend that sends and a client that does not read lie four buffers of the system's, of some megabytes,
/// and two of the balancer's: what the forwarder has read (64 KiB), and what the server has not sent yet (64 KiB, and
/// the write that goes beyond them). The test's own two ends are in the measured process too.
/// </remarks>
[Collection(TimeCritical.Name)]
public sealed class SlowReaderTests : Http2Test
{
    private const int Readers = 24;
    private const long AnswerBytes = 64 << 20;
    private const int Chunks = (int)(AnswerBytes / (16 << 10));
    private const long MostBytesPerStream = 384 << 10;

    /// <summary>Of 16 KiB and its frame.</summary>
    private static readonly string Event =
        Wire.ContentEvent.Replace("word", new string('x', 16 << 10), StringComparison.Ordinal);

    private static readonly byte[] Chunk = Encoding.ASCII.GetBytes($"{Event.Length:x}\r\n{Event}\r\n");

    private long _sentBytes;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clients_ThatDoNotRead_CostABoundedAmountOfMemory(bool overHttp2)
    {
        var backend = Backend(SendMuchAsync);
        var ask = overHttp2 ? await StartHttp2ReadersAsync(backend) : await StartReadersAsync(backend);
        List<IDisposable> readers = [await ask()];
        await UntilNothingIsSentAsync();
        var before = (Bytes: GC.GetTotalMemory(forceFullCollection: true), Sent: _sentBytes);
        while (readers.Count <= Readers)
            readers.Add(await ask());
        await UntilNothingIsSentAsync();

        var bytesPerStream = (GC.GetTotalMemory(forceFullCollection: true) - before.Bytes) / Readers;
        var sentPerStream = (_sentBytes - before.Sent) / Readers;
        var (requests, taken) = (InFlight(0).Requests, Taken);
        readers.ForEach(reader => reader.Dispose());

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{bytesPerStream >> 10} KiB held and {sentPerStream >> 10} KiB sent per stream");
        // Below nothing, if what an earlier test held was let go meanwhile.
        Assert.True(bytesPerStream <= MostBytesPerStream, $"{bytesPerStream} bytes per stream");
        // The rest is in the system's buffers, or still with the backend.
        Assert.InRange(sentPerStream, 64 << 10, AnswerBytes / 2);
        Assert.Equal((Readers + 1, (Readers + 1, 0)), (requests, taken));
    }

    [Fact]
    public async Task Client_ThatDoesNotRead_LeavesOthersAloneAndItsLeaseEndsWhenItGoes()
    {
        var backend = Backend(exchange => exchange.Request.Text.Contains("\"stream\":true", StringComparison.Ordinal)
            ? SendMuchAsync(exchange)
            : exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);
        var slow = await ConnectAsync();
        await slow.SendAsync(Wire.PostChat(stream: true));
        var exchange = await backend.NextAsync();
        await UntilNothingIsSentAsync();
        Assert.Equal(1, InFlight(0).Requests);

        for (var other = 0; other < 50; other++)
            Assert.Equal(200, (await AskChatAsync()).Status);

        Assert.False(exchange.Gone.IsCompleted);
        slow.Reset();
        await exchange.Gone.Within();
        await AssertSettledAsync();
    }

    [Fact]
    public async Task Client_ThatPausesForLongerThanTheBackendMay_GetsTheWholeAnswerAndNobodyIsBlamed()
    {
        var silence = TimeSpan.FromMilliseconds(300);
        await StartAsync(
            options => options.Timeouts = new TimeoutOptions { BetweenTokens = silence }, Backend(SendMuchAsync));
        var client = await ConnectAsync();
        await client.SendAsync(Wire.PostChat(stream: true));
        await UntilNothingIsSentAsync();
        await Task.Delay(4 * silence, TestContext.Current.CancellationToken);

        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        var readBytes = 0L;
        byte[] end = [];
        while (await client.ReadPieceAsync() is { Length: > 0 } piece)
        {
            readBytes += piece.Length;
            end = [.. end.Concat(piece).TakeLast(Wire.DoneEvent.Length)];
        }

        Assert.Equal(Chunks * Event.Length + Wire.DoneEvent.Length, readBytes);
        Assert.Equal(Wire.DoneEvent, Encoding.UTF8.GetString(end));
        var metrics = await ScrapeAsync();
        Assert.Equal(1, metrics.Value("balancer_tries_total", "result=\"completed\""));
        Assert.Equal(0, metrics.Value("balancer_rejections_total"));
    }

    private async Task<Func<Task<IDisposable>>> StartReadersAsync(ScriptedBackend backend)
    {
        await StartAsync(backend);
        return async () =>
        {
            var client = await ConnectAsync();
            await client.SendAsync(Wire.PostChat(stream: true));
            return client;
        };
    }

    // All on one connection, each with its own window.
    private async Task<Func<Task<IDisposable>>> StartHttp2ReadersAsync(ScriptedBackend backend)
    {
        var client = await StartHttp2Async(overTls: false, backend);
        return async () => await client.PostChatAsync();
    }

    private async Task SendMuchAsync(BackendExchange exchange)
    {
        await exchange.BeginStreamAsync();
        for (var sent = 0; sent < Chunks; sent++)
        {
            await exchange.WriteAsync(Chunk);
            Interlocked.Add(ref _sentBytes, Chunk.Length);
        }

        await exchange.WriteChunkAsync(Wire.DoneEvent);
        await exchange.EndChunksAsync();
    }

    private async Task UntilNothingIsSentAsync()
    {
        long seen;
        do
        {
            seen = Interlocked.Read(ref _sentBytes);
            await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        }
        while (seen == 0 || seen != Interlocked.Read(ref _sentBytes));
    }
}
