using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Discovering;

public sealed class ConcurrencyLearnerTests : IAsyncDisposable
{
    private readonly EngineClient _client = new(EngineClient.AnswerLimit);
    private readonly ScriptedBackend _engine;
    private Func<BackendExchange, Task> _answer = exchange => exchange.AnswerAsync(EnginePages.LlamaCpp());

    public ConcurrencyLearnerTests() => _engine = new ScriptedBackend(exchange => _answer(exchange));

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _engine.DisposeAsync();
    }

    [Fact]
    public async Task Limit_OfALlamaCpp_IsItsSlotsAndFollowsThem()
    {
        var (backend, learner) = Start();

        await learner.LearnAsync(Patience.Token);
        Assert.Equal(3, backend.MaxConcurrency);

        _answer = exchange => exchange.AnswerAsync(EnginePages.LlamaCpp(slots: 5));
        await learner.LearnAsync(Patience.Token);
        Assert.Equal(5, backend.MaxConcurrency);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(null)]
    public async Task Limit_OfAnEngineThatDoesNotAnswerNow_StaysAndIsAskedAgain(int? status)
    {
        var (backend, learner) = Start();
        await learner.LearnAsync(Patience.Token);

        _answer = exchange => status is null ? ResetAsync(exchange) : exchange.AnswerAsync("{}", status.Value);
        await learner.LearnAsync(Patience.Token);
        Assert.Equal(3, backend.MaxConcurrency);

        _answer = exchange => exchange.AnswerAsync(EnginePages.LlamaCpp(slots: 1));
        await learner.LearnAsync(Patience.Token);
        Assert.Equal(1, backend.MaxConcurrency);
    }

    [Fact]
    public async Task Limit_OnceAnotherEngineIsThere_IsForgotten()
    {
        var (backend, learner) = Start();
        await learner.LearnAsync(Patience.Token);

        _answer = exchange => exchange.AnswerAsync(EnginePages.Vllm);
        await learner.LearnAsync(Patience.Token);

        Assert.Null(backend.MaxConcurrency);
    }

    [Fact]
    public async Task Limit_OfABackendThatStartsLater_IsLearnedThen()
    {
        var (backend, learner) = Start();
        _answer = ResetAsync;
        await learner.LearnAsync(Patience.Token);
        _answer = exchange => exchange.AnswerAsync("{}", 503);
        await learner.LearnAsync(Patience.Token);
        Assert.Null(backend.MaxConcurrency);

        _answer = exchange => exchange.AnswerAsync(EnginePages.LlamaCpp());
        await learner.LearnAsync(Patience.Token);

        Assert.Equal(3, backend.MaxConcurrency);
    }

    [Fact]
    public async Task ConfiguredLimit_IsNotAskedFor()
    {
        var (backend, learner) = Start(maxConcurrency: 2);

        await learner.LearnAsync(Patience.Token);

        Assert.Equal(2, backend.MaxConcurrency);
        Assert.Empty(_engine.Requests);
    }

    [Fact]
    public async Task OtherEngine_IsAskedForItsModelsInEveryTwelfthRoundOnly()
    {
        var (backend, learner) = Start();
        _answer = exchange => exchange.AnswerAsync(EnginePages.Vllm);

        for (var round = 0; round < 24; round++)
            await learner.LearnAsync(Patience.Token);

        Assert.Equal(["/v1/models", "/v1/models"], _engine.Requests.Select(request => request.Target));
        Assert.Null(backend.MaxConcurrency);
    }

    [Fact]
    public async Task Questions_CarryTheBackendsKey()
    {
        var (_, learner) = Start(key: "sk-1");

        await learner.LearnAsync(Patience.Token);

        Assert.Equal(["/v1/models", "/props"], _engine.Requests.Select(request => request.Target));
        Assert.All(_engine.Requests, request => Assert.Equal("Bearer sk-1", request.Header("Authorization")));
    }

    private static Task ResetAsync(BackendExchange exchange)
    {
        exchange.Reset();
        return Task.CompletedTask;
    }

    private (Backend Backend, ConcurrencyLearner Learner) Start(int? maxConcurrency = null, string? key = null)
    {
        var backend = new Backend(new BackendDefinition
        {
            Name = "b",
            Address = _engine.Address,
            MaxConcurrency = maxConcurrency,
            ApiKey = key is null ? null : new Secret(key),
        });
        var gate = new AdmissionGate(
            new FleetSnapshot([backend], [], BalancingPolicies.Default), 10, TimeProvider.System);
        return (backend, new ConcurrencyLearner(gate, _client));
    }
}
