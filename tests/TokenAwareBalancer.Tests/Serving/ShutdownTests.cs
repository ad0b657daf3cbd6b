using System.Net.Sockets;
using System.Text;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Stopping: answers get their time, new clients are refused, and nothing is left behind.</summary>
public sealed class ShutdownTests : ServingTest
{
    private readonly SemaphoreSlim _release = new(0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_ThatEndsWithinTheLimit_IsNotCut(bool stream)
    {
        var backend = await StartAsync(TimeSpan.FromSeconds(20), stream);
        var client = await ConnectAsync();
        await client.SendAsync(Wire.PostChat(stream));
        await backend.NextAsync();

        var stopping = Balancer.StopAsync();
        await AssertRefusesAsync();
        Assert.False(stopping.IsCompleted);
        _release.Release();
        var answer = await client.ReadAnswerAsync();
        await stopping.Within();

        Assert.Equal((200, true), (answer.Status, answer.IsWhole));
        Assert.Equal(stream ? Wire.ContentEvent + Wire.DoneEvent : Wire.ChatAnswer, answer.Text);
    }

    [Theory]
    [InlineData(Wire.ChatPath, "data: {\"error\":", "service_unavailable")]
    [InlineData(Wire.MessagesPath, "event: error\ndata: ", "overloaded_error")]
    public async Task Stream_BeyondTheLimit_EndsWithAnErrorEventAndIsSettled(string path, string prefix, string word)
    {
        var backend = await StartAsync(TimeSpan.FromMilliseconds(200), stream: true);
        var client = await ConnectAsync();
        await client.SendAsync(Wire.Post(path, Wire.Message(stream: true)));
        await client.ReadHeadAsync();
        await client.ReadBodyAsync(Wire.ContentEvent.Length);

        var stopping = Balancer.StopAsync();
        var rest = Encoding.UTF8.GetString(await client.ReadBodyAsync(int.MaxValue));
        await stopping.Within();

        Assert.StartsWith(prefix, rest, StringComparison.Ordinal);
        Assert.Contains(word, rest, StringComparison.Ordinal);
        await (await backend.NextAsync()).Gone.Within();
        await AssertSettledAsync();
    }

    [Fact]
    public async Task Answer_NotBegunAtTheLimit_Is503()
    {
        await StartAsync(TimeSpan.FromMilliseconds(200), stream: false);
        var client = await ConnectAsync();
        await client.SendAsync(Wire.PostChat());
        await Patience.UntilAsync(() => InFlight(0).Requests == 1);

        var stopping = Balancer.StopAsync();

        ErrorShape.AssertTells(
            await client.ReadAnswerAsync(), false, 503, "shutting_down", "server_error", "service_unavailable");
        await stopping.Within();
    }

    [Fact]
    public async Task HeldRequest_StillInLineAtTheLimit_Is503()
    {
        var backend = await StartAsync(TimeSpan.FromMilliseconds(200), stream: false, maxConcurrency: 1);
        var (running, held) = (await ConnectAsync(), await ConnectAsync());
        await running.SendAsync(Wire.PostChat());
        await backend.NextAsync();
        await held.SendAsync(Wire.PostChat());
        await Patience.UntilAsync(() => Gate.HeldRequests == 1);

        var stopping = Balancer.StopAsync();

        Assert.Equal((503, 503), ((await running.ReadAnswerAsync()).Status, (await held.ReadAnswerAsync()).Status));
        await stopping.Within();
    }

    /// <summary>Only who has begun to ask can still be told: new connections are refused.</summary>
    [Fact]
    public async Task Ready_AskedAsTheBalancerStops_IsNo()
    {
        var backend = await StartAsync(TimeSpan.FromSeconds(20), stream: false);
        var (client, probe) = (await ConnectAsync(), await ConnectAsync());
        await client.SendAsync(Wire.PostChat());
        await backend.NextAsync();
        await probe.AskAsync(Wire.Get("/livez"));
        await probe.SendAsync("GET /readyz HTTP/1.1\r\nHost: balancer.te");
        // Nothing tells that half a request has been read; others that come later and are answered come close.
        for (var i = 0; i < 20; i++)
            await AskAsync(Wire.Get("/livez"));

        var stopping = Balancer.StopAsync();
        await AssertRefusesAsync();
        await probe.SendAsync("st\r\n\r\n");
        var status = (await probe.ReadAnswerAsync()).Status;
        _release.Release();

        Assert.Equal(503, status);
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        await stopping.Within();
    }

    private async Task<ScriptedBackend> StartAsync(TimeSpan limit, bool stream, int? maxConcurrency = null)
    {
        var backend = Backend(exchange => stream ? StreamAsync(exchange) : AnswerAsync(exchange));
        await StartAsync(
            options =>
            {
                options.Timeouts = new TimeoutOptions { Shutdown = limit };
                options.Backends[0].MaxConcurrency = maxConcurrency;
            },
            backend);
        return backend;
    }

    private async Task StreamAsync(BackendExchange exchange)
    {
        await exchange.BeginStreamAsync();
        await exchange.WriteChunkAsync(Wire.ContentEvent);
        await Task.WhenAny(_release.WaitAsync(Patience.Token), exchange.Gone);
        await exchange.WriteChunkAsync(Wire.DoneEvent);
        await exchange.EndChunksAsync();
    }

    private async Task AnswerAsync(BackendExchange exchange)
    {
        await Task.WhenAny(_release.WaitAsync(Patience.Token), exchange.Gone);
        await exchange.AnswerAsync(Wire.ChatAnswer);
    }

    private async Task AssertRefusesAsync()
    {
        var refused = false;
        await Patience.UntilAsync(() => refused = IsRefused());
        Assert.True(refused);
    }

    private bool IsRefused()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect("127.0.0.1", Address.Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
