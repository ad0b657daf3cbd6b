using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Where requests go.</summary>
public sealed class SpreadTests : ServingTest
{
    private const int Requests = 1000;
    private const int Concurrency = 10;

    /// <summary>Equal prompts go back to where they are cached, however short they are, until the load there says no.</summary>
    private const string Exploiting = "preble-e2";

    public static TheoryData<string> Policies { get; } = [.. BalancingPolicies.Names.Except([Exploiting])];

    public static TheoryData<string> TurnTakingPolicies { get; } =
        [.. BalancingPolicies.Names.Except(["random", "power-of-two-choices", Exploiting])];

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task ShortRequests_OverThreeEqualBackends_AreSpreadEvenly(string policy)
    {
        var backends = Backends(3, exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Policy = policy, backends);

        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => AskManyAsync(Requests / Concurrency)));

        // Whoever answers faster has less in flight and may get some more.
        var share = Requests / 3.0;
        Assert.All(backends, backend => Assert.InRange(backend.Requests.Length, 0.75 * share, 1.25 * share));
    }

    [Theory]
    [MemberData(nameof(TurnTakingPolicies))]
    public async Task RequestsOneByOne_OverThreeEqualBackends_TakeTurns(string policy)
    {
        var backends = Backends(3, exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Policy = policy, backends);
        var client = await ConnectAsync();

        for (var i = 0; i < 99; i++)
        {
            await client.AskAsync(Wire.PostChat());
            // The client has its answer a moment before its lease is settled.
            await AssertSettledAsync();
        }

        Assert.All(backends, backend => Assert.Equal(33, backend.Requests.Length));
    }

    [Fact]
    public async Task Requests_ForModelsOfDifferentBackends_GoOnlyWhereTheModelIsServed()
    {
        var backends = Backends(3, exchange => exchange.AnswerAsync("{}"));
        await StartAsync(options => options.Backends =
        [
            Option("b1", backends[0].Address, "a"),
            Option("b2", backends[1].Address, "a", "b"),
            Option("b3", backends[2].Address, "c"),
        ]);
        var client = await ConnectAsync();

        foreach (var model in (string[])["a", "a", "a", "a", "b", "b", "c"])
        {
            await client.AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(model: model)));
            await client.AskAsync(Wire.Post("/v1/embeddings", Wire.Chat(model: model)));
        }

        var seen = backends.Select(backend => backend.Requests.Select(ModelOf).Distinct().Order().ToArray());
        Assert.Equal([["a"], ["a", "b"], ["c"]], seen);
    }

    [Fact]
    public async Task Request_WhileALongPromptIsComputedOnOneBackend_GoesToTheOther()
    {
        var release = new SemaphoreSlim(0);
        async Task AnswerAsync(BackendExchange exchange)
        {
            if (exchange.Request.Body.Length > 10_000)
                await release.WaitAsync(Patience.Token);
            await exchange.AnswerAsync(Wire.ChatAnswer);
        }

        var backends = new[] { Backend(AnswerAsync), Backend(AnswerAsync) };
        await StartAsync(backends);
        var large = AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(content: new string('x', 40_000))));
        await backends[0].NextAsync();

        await AskManyAsync(20);

        Assert.Equal((1, 20), (backends[0].Requests.Length, backends[1].Requests.Length));
        release.Release();
        Assert.Equal(200, (await large).Status);
    }

    private async Task AskManyAsync(int count)
    {
        var client = await ConnectAsync();
        for (var i = 0; i < count; i++)
            Assert.Equal(200, (await client.AskAsync(Wire.PostChat())).Status);
    }

    private static string ModelOf(ReceivedRequest request)
    {
        using var body = System.Text.Json.JsonDocument.Parse(request.Body);
        return body.RootElement.GetProperty("model").GetString()!;
    }
}
