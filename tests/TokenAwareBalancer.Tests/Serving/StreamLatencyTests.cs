using System.Diagnostics;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Neither a buffer nor Nagle's algorithm stands between a token and its reader.</summary>
[Collection(TimeCritical.Name)]
public sealed class StreamLatencyTests : ServingTest
{
    private const int Events = 100;

    [Fact]
    public async Task Event_OfARunningStream_TakesMuchLessThanNaglesFortyMilliseconds()
    {
        var sentTimestamps = new long[Events];
        var eventRead = new SemaphoreSlim(1);
        await StartAsync(Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            for (var i = 0; i < Events; i++)
            {
                await eventRead.WaitAsync(Patience.Token);
                sentTimestamps[i] = Stopwatch.GetTimestamp();
                await exchange.WriteChunkAsync(Wire.ContentEvent);
            }

            await exchange.EndChunksAsync();
        }));
        var client = await ConnectAsync();
        await client.SendAsync(Wire.PostChat(stream: true));
        await client.ReadHeadAsync();

        var delays = new List<double>();
        for (var i = 0; i < Events; i++)
        {
            await client.ReadBodyAsync(Wire.ContentEvent.Length);
            delays.Add(Stopwatch.GetElapsedTime(sentTimestamps[i]).TotalMilliseconds);
            eventRead.Release();
        }

        Assert.Empty(await client.ReadPieceAsync());
        delays.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{delays[Events / 2]:0.00} to {delays[^1]:0.00} ms");
        Assert.InRange(delays[Events / 2], 0, 10);
        Assert.InRange(delays[Events * 9 / 10], 0, 35);
    }
}
