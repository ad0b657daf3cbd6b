using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>
/// Many clients and backends that misbehave in every way at once: whatever they do, the books are at zero afterwards.
/// </summary>
public sealed class CruelReplayTests : ServingTest
{
    private const int Clients = 16;
    private const int RequestsEach = 25;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Ledgers_AfterAbortsCutsResetsAndTimeoutsInLine_AreAtZero(int seed)
    {
        await StartAsync(
            options =>
            {
                options.RequestUsage = seed == 2;
                options.Limits = new LimitOptions { HeldRequests = 8 };
                options.Timeouts = new TimeoutOptions
                {
                    Hold = TimeSpan.FromMilliseconds(30),
                    FirstToken = TimeSpan.FromMilliseconds(60),
                    Total = TimeSpan.FromMilliseconds(90),
                };
                foreach (var backend in options.Backends)
                    backend.MaxConcurrency = 3;
            },
            Backend(Misbehave), Backend(Misbehave), Backend(Misbehave));

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => AskCruellyAsync(new Random((seed * 100) + i))));
        await AssertSettledAsync();

        // Each that reached the server is counted once; a reset overtakes some of them on the wire.
        await Patience.UntilAsync(async () => await CountedRequestsAsync() >= StartedRequests());
        Assert.Equal(StartedRequests(), await CountedRequestsAsync());
        // A defect of the balancer, or of its use of the server.
        Assert.DoesNotContain(Log.Lines, line => line.Level >= LogLevel.Error
            && line.IsBalancers);
        Assert.Equal(200, (await AskAsync(Request(new Random(seed), behaviour: 0))).Status);
    }

    private async Task<double> CountedRequestsAsync() => (await ScrapeAsync()).Value("balancer_requests_total");

    private double StartedRequests() => Log.Lines.Count(line =>
        line.Text.StartsWith("Request starting", StringComparison.Ordinal)
        && line.Text.Contains("/v1/", StringComparison.Ordinal));

    private async Task AskCruellyAsync(Random random)
    {
        for (var i = 0; i < RequestsEach; i++)
        {
            using var client = await RawClient.ConnectAsync(Address);
            try
            {
                await client.SendAsync(Request(random, random.Next(8)));
                await LeaveOrReadAsync(client, random);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // Cut, as half of them are.
            }
        }
    }

    private static async Task LeaveOrReadAsync(RawClient client, Random random)
    {
        var leaving = random.Next(6);
        if (leaving < 3)
            await Task.Delay(random.Next(12));
        if (leaving == 0)
            client.Reset();
        else if (leaving == 1)
            client.HalfClose();
        else if (leaving > 2)
            await client.ReadAnswerAsync();
    }

    private static byte[] Request(Random random, int behaviour) => random.Next(3) switch
    {
        0 => Wire.Post(Wire.ChatPath, Wire.Chat(stream: true), $"x-behaviour: {behaviour}"),
        1 => Wire.Post(Wire.MessagesPath, Wire.Message(stream: random.Next(2) == 0), $"x-behaviour: {behaviour}"),
        _ => Wire.Get("/v1/files", $"x-behaviour: {behaviour}"),
    };

    private static async Task Misbehave(BackendExchange exchange)
    {
        switch (exchange.Request.Header("x-behaviour"))
        {
            case "1":
                exchange.Reset();
                break;
            case "2":
                await exchange.CloseAsync();
                break;
            case "3":
                await exchange.WriteAsync("garbage\r\n\r\n");
                await exchange.CloseAsync();
                break;
            case "4":
                await exchange.Gone;
                break;
            case "5":
                await exchange.BeginStreamAsync();
                await exchange.WriteChunkAsync(Wire.ContentEvent);
                exchange.Reset();
                break;
            case "6":
                await exchange.BeginJsonAsync();
                await exchange.CloseAsync();
                break;
            default:
                await exchange.StreamAsync(Encoding.UTF8.GetBytes(Wire.ContentEvent), "data: [DONE]\n\n"u8.ToArray());
                break;
        }
    }
}
