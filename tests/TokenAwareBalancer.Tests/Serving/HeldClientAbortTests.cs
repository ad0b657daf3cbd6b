using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>A client that leaves while it is held leaves the line, and its place to others.</summary>
public sealed class HeldClientAbortTests : ServingTest
{
    private const int Runs = 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HeldClient_Leaves_IsNeverSentAndLeavesTheLine(bool reset)
    {
        var release = new SemaphoreSlim(0);
        var backend = Backend(async exchange =>
        {
            await release.WaitAsync(Patience.Token);
            await exchange.AnswerAsync(Wire.ChatAnswer);
        });
        await StartAsync(options => options.Backends[0].MaxConcurrency = 1, backend);
        var running = AskChatAsync();
        await backend.NextAsync();
        var leaver = await ConnectAsync();
        await leaver.SendAsync(Wire.PostChat());
        await Patience.UntilAsync(() => Gate.HeldRequests == 1);
        var stayer = AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), "x-stays: 1"));
        await Patience.UntilAsync(() => Gate.HeldRequests == 2);

        if (reset)
            leaver.Reset();
        else
            leaver.HalfClose();
        await Patience.UntilAsync(() => Gate.HeldRequests == 1);
        release.Release(2);

        Assert.Equal(200, (await running).Status);
        Assert.Equal(200, (await stayer).Status);
        Assert.Equal([null, "1"], backend.Requests.Select(request => request.Header("x-stays")));
    }

    [Fact]
    public async Task Client_LeavesWhileItsBodyIsUploaded_ReachesNoBackendAndIsNoDefect()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);

        for (var run = 1; run <= Runs; run++)
        {
            var client = await ConnectAsync();
            await client.SendAsync(Wire.PostChat().AsMemory(..^5));
            await Patience.UntilAsync(() => Log.Lines.Count(IsRequestStart) == run);
            client.Reset();
        }

        // Which of the two depends on whether the server learns of it by reading or by being told.
        await Patience.UntilAsync(async () => (await ScrapeAsync()).Value("balancer_requests_total") == Runs);
        var metrics = await ScrapeAsync();
        Assert.Equal(
            Runs,
            metrics.Value("balancer_requests_total", "outcome=\"client_gone\"")
                + metrics.Value("balancer_requests_total", "outcome=\"incomplete_body\""));
        Assert.DoesNotContain(Log.Lines, line => line.Level >= LogLevel.Warning && line.IsBalancers);
        Assert.Empty(backend.Requests);
    }

    private static bool IsRequestStart(LoggedLine line) =>
        line.Text.Contains("Request starting", StringComparison.Ordinal)
        && line.Text.Contains(Wire.ChatPath, StringComparison.Ordinal);
}
