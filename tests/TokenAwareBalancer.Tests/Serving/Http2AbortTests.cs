using System.Diagnostics;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>A stream that its client resets ends the engine's work at once, and nothing else.</summary>
[Collection(TimeCritical.Name)]
public sealed class Http2AbortTests : Http2Test
{
    private const int Runs = 10;

    public static TheoryData<bool, bool> Cases { get; } =
        new MatrixTheoryData<bool, bool>([true, false], [true, false]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Client_CancelsItsStream_BackendSeesItWithinATenthOfASecond(bool overTls, bool midStream)
    {
        var backend = Backend(async exchange =>
        {
            if (midStream)
            {
                await exchange.BeginStreamAsync();
                await exchange.WriteChunkAsync(Wire.ContentEvent);
            }

            await exchange.Gone;
        });
        var client = await StartHttp2Async(overTls, backend);

        var worst = TimeSpan.Zero;
        for (var run = 0; run < Runs; run++)
        {
            using var cancel = new CancellationTokenSource();
            var answering = client.PostForAWhileAsync(
                Wire.ChatPath, new ByteArrayContent(Wire.Chat(stream: true)), cancel.Token);
            var exchange = await backend.NextAsync();
            var took = midStream
                ? await CancelMidStreamAsync(await answering, exchange)
                : await CancelBeforeHeadersAsync(answering, cancel, exchange);
            worst = took > worst ? took : worst;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"worst {worst.TotalMilliseconds:0.0} ms");
        Assert.InRange(worst.TotalMilliseconds, 0, 100);
        using var alive = await client.GetAsync("/livez");
        Assert.Equal(1, client.Connections);
    }

    private static async Task<TimeSpan> CancelMidStreamAsync(HttpResponseMessage response, BackendExchange exchange)
    {
        using var body = await response.Content.ReadAsStreamAsync(Patience.Token);
        await ReadAsync(body, Wire.ContentEvent.Length);
        var left = Stopwatch.GetTimestamp();
        response.Dispose();
        return Stopwatch.GetElapsedTime(left, await exchange.Gone.Within());
    }

    private static async Task<TimeSpan> CancelBeforeHeadersAsync(
        Task<HttpResponseMessage> answering, CancellationTokenSource cancel, BackendExchange exchange)
    {
        var left = Stopwatch.GetTimestamp();
        await cancel.CancelAsync();
        var took = Stopwatch.GetElapsedTime(left, await exchange.Gone.Within());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        return took;
    }
}
