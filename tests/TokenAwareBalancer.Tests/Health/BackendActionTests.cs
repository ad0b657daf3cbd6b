using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Health;

/// <summary>What an operator does with a backend, and what follows for clients.</summary>
public sealed class BackendActionTests : HealthServingTest
{
    private readonly SemaphoreSlim _release = new(0);

    [Theory]
    [InlineData("drain", "drained")]
    [InlineData("disable", "disabled")]
    public async Task Backend_TakenOutAndGivenBack_GetsNothingInBetween(string action, string state)
    {
        var backends = Backends(2, exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Policy = "round-robin", backends);

        var answer = await AskOperatorsAsync("PUT", $"/admin/backends/b1/{action}");
        for (var i = 0; i < 4; i++)
            Assert.Equal("b2", (await AskChatAsync()).Header("x-balancer-backend"));
        var again = await AskOperatorsAsync("PUT", $"/admin/backends/b1/{action}");
        var enabled = await AskOperatorsAsync("PUT", "/admin/backends/b1/enable");
        for (var i = 0; i < 4; i++)
            await AskChatAsync();

        Assert.Equal((200, "b1"), (answer.Status, answer.Json().GetProperty("name").GetString()));
        Assert.Equal(state, StateOf(answer.Json().GetProperty("health")));
        Assert.Equal(0, answer.Json().GetProperty("health").GetProperty("share").GetDouble());
        Assert.Equal(state, StateOf(again.Json().GetProperty("health")));
        Assert.Equal("starting", StateOf(enabled.Json().GetProperty("health")));
        Assert.Equal(2, backends[0].Requests.Length);
        Assert.Single(await ReadTransitionsAsync(), step => step == $"{state}:operator");
    }

    [Fact]
    public async Task Draining_LastStreamEnds_IsDrainedThenAndNotBefore()
    {
        var backend = Backend(StreamAsync);
        await StartAsync(backend);
        var (first, second) = (await BeginStreamAsync(), await BeginStreamAsync());

        var answer = await AskOperatorsAsync("PUT", "/admin/backends/b1/drain");
        Assert.Equal("draining", StateOf(answer.Json().GetProperty("health")));
        _release.Release();
        await Patience.UntilAsync(() => InFlight(0).Requests == 1);
        Assert.Equal("draining", StateOf(await ReadHealthAsync()));
        _release.Release();
        var ends = await Task.WhenAll(first.ReadBodyAsync(int.MaxValue), second.ReadBodyAsync(int.MaxValue));

        await AwaitStateAsync("drained");
        Assert.All(ends, end => Assert.Equal(Wire.DoneEvent, System.Text.Encoding.UTF8.GetString(end)));
        Assert.Equal(["draining:operator", "drained:operator"], await ReadTransitionsAsync());
    }

    [Fact]
    public async Task AllBackends_AreTakenOut_RequestIs503UntilOneIsBack()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer)));

        await AskOperatorsAsync("PUT", "/admin/backends/b1/disable");
        var refused = await AskChatAsync();
        await AskOperatorsAsync("PUT", "/admin/backends/b1/enable");

        Assert.Equal((503, "no_backend"), (refused.Status, refused.Header("x-balancer-reason")));
        Assert.NotNull(refused.Header("Retry-After"));
        Assert.Equal(200, (await AskChatAsync()).Status);
    }

    [Fact]
    public async Task HeldRequest_ItsLastBackendIsTakenOut_Is503AtOnce()
    {
        var backend = Backend(StreamAsync);
        await StartAsync(options => options.Backends[0].MaxConcurrency = 1, backend);
        var running = await BeginStreamAsync();
        var held = AskChatAsync(stream: true);
        await Patience.UntilAsync(() => Gate.HeldRequests == 1);

        await AskOperatorsAsync("PUT", "/admin/backends/b1/disable");
        var refused = await held.Within();
        _release.Release();

        Assert.Equal((503, "no_backend"), (refused.Status, refused.Header("x-balancer-reason")));
        Assert.Equal(Wire.DoneEvent, System.Text.Encoding.UTF8.GetString(await running.ReadBodyAsync(int.MaxValue)));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task Action_ByAnotherMethod_Is405AndChangesNothing(string method)
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync("{}")));

        var answer = await AskOperatorsAsync(method, "/admin/backends/b1/drain");

        Assert.Equal(405, answer.Status);
        Assert.Contains("PUT", answer.Text, StringComparison.Ordinal);
        Assert.Empty(await ReadTransitionsAsync());
    }

    [Fact]
    public async Task Action_OnANameThatIsNone_Is404WithThoseThatAre()
    {
        await StartAsync(Backends(2, exchange => exchange.AnswerAsync("{}")));

        var answer = await AskOperatorsAsync("PUT", "/admin/backends/b3/drain");

        Assert.Equal(404, answer.Status);
        Assert.Contains("'b3'", answer.Text, StringComparison.Ordinal);
        Assert.Contains("b1, b2", answer.Text, StringComparison.Ordinal);
    }

    private async Task<RawClient> BeginStreamAsync()
    {
        var client = await ConnectAsync();
        await client.SendAsync(Wire.PostChat(stream: true));
        await client.ReadHeadAsync();
        await client.ReadBodyAsync(Wire.ContentEvent.Length);
        return client;
    }

    private async Task StreamAsync(BackendExchange exchange)
    {
        await exchange.BeginStreamAsync();
        await exchange.WriteChunkAsync(Wire.ContentEvent);
        await _release.WaitAsync(Patience.Token);
        await exchange.WriteChunkAsync(Wire.DoneEvent);
        await exchange.EndChunksAsync();
    }
}
