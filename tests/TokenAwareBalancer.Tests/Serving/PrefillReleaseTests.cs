using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>When a prompt stops being work ahead of others.</summary>
public sealed class PrefillReleaseTests : ServingTest
{
    private readonly SemaphoreSlim _goOn = new(0);

    [Fact]
    public async Task Prefill_OfAStream_IsHeldUntilTheFirstContentAndNotTheRole()
    {
        await StartAsync(Backend(StreamAsync));
        var client = await ConnectAsync();
        await client.SendAsync(Wire.PostChat(stream: true));
        await client.ReadHeadAsync();
        await client.ReadBodyAsync(Wire.RoleEvent.Length);
        var atRole = InFlight(0);

        _goOn.Release();
        await client.ReadBodyAsync(Wire.ContentEvent.Length);
        await Patience.UntilAsync(() => InFlight(0).PrefillTokens == 0);
        var atContent = InFlight(0);
        _goOn.Release();

        Assert.True(atRole.PrefillTokens > 0);
        Assert.Equal((1, 0), (atContent.Requests, atContent.PrefillTokens));
        Assert.Equal(atRole.PromptTokens + 1, atContent.KvTokens);
    }

    [Fact]
    public async Task Prefill_OfAnAnswerThatIsNotStreamed_IsHeldUntilItsHeaders()
    {
        var backend = Backend(AnswerAsync);
        await StartAsync(backend);
        var client = await ConnectAsync();
        await client.SendAsync(Wire.PostChat());
        await backend.NextAsync();
        var beforeHeaders = InFlight(0);

        _goOn.Release();
        await Patience.UntilAsync(() => InFlight(0).PrefillTokens == 0);
        var afterHeaders = InFlight(0);
        _goOn.Release();

        Assert.True(beforeHeaders.PrefillTokens > 0);
        Assert.Equal((1, 0), (afterHeaders.Requests, afterHeaders.PrefillTokens));
        await client.ReadAnswerAsync();
    }

    private async Task StreamAsync(BackendExchange exchange)
    {
        await exchange.BeginStreamAsync();
        await exchange.WriteChunkAsync(Wire.RoleEvent);
        await _goOn.WaitAsync(Patience.Token);
        await exchange.WriteChunkAsync(Wire.ContentEvent);
        await _goOn.WaitAsync(Patience.Token);
        await exchange.WriteChunkAsync(Wire.DoneEvent);
        await exchange.EndChunksAsync();
    }

    private async Task AnswerAsync(BackendExchange exchange)
    {
        await _goOn.WaitAsync(Patience.Token);
        await exchange.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{");
        await _goOn.WaitAsync(Patience.Token);
        await exchange.WriteAsync("}");
    }
}
