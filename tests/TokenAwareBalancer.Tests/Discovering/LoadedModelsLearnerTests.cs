using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Discovering;

/// <summary>What engines tell of the models that they have in memory.</summary>
public sealed class LoadedModelsLearnerTests : IAsyncDisposable
{
    private const string OllamasList =
        """{"object":"list","data":[{"id":"qwen3:8b","object":"model","owned_by":"library"}]}""";

    private readonly EngineClient _client = new(EngineClient.AnswerLimit);
    private readonly ScriptedBackend _engine;
    private readonly Dictionary<string, string> _pages = [];

    public LoadedModelsLearnerTests() => _engine = new ScriptedBackend(exchange =>
        _pages.TryGetValue(exchange.Request.Target, out var page)
            ? exchange.AnswerAsync(page)
            : exchange.AnswerAsync("{}", 404));

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _engine.DisposeAsync();
    }

    [Fact]
    public async Task Models_OfAnOllama_AreThoseThatRunUnderEachOfTheirNames()
    {
        _pages["/v1/models"] = OllamasList;
        _pages["/api/ps"] = """{"models":[{"name":"llama3.2:latest","model":"llama3.2:latest"},{"name":"qwen3:8b"}]}""";
        var (backend, learner) = Start();

        await learner.LearnAsync(Patience.Token);
        Assert.Equal(["llama3.2", "llama3.2:latest", "qwen3:8b"], backend.LoadedModels!.Order());

        _pages["/api/ps"] = """{"models":[]}""";
        await learner.LearnAsync(Patience.Token);
        Assert.Empty(backend.LoadedModels!);
    }

    [Fact]
    public async Task Models_OfALlamaCppThatRoutes_AreThoseThatAreLoadedOrBeingLoaded()
    {
        _pages["/v1/models"] = """
            {"object":"list","data":[
              {"id":"a","status":{"value":"loaded"}},{"id":"b","status":{"value":"loading"}},
              {"id":"c","status":{"value":"unloaded"}},{"id":"d","status":{"value":"failed"}}]}
            """;
        var (backend, learner) = Start();

        await learner.LearnAsync(Patience.Token);

        Assert.Equal(["a", "b"], backend.LoadedModels!.Order());
        Assert.DoesNotContain(_engine.Requests, request => request.Target == "/api/ps");
    }

    [Fact]
    public async Task Engine_ThatDoesNotTell_IsLeftAloneForEleven()
    {
        _pages["/v1/models"] = OllamasList.Replace("library", "vllm", StringComparison.Ordinal);
        var (backend, learner) = Start();

        for (var round = 0; round < 12; round++)
            await learner.LearnAsync(Patience.Token);

        Assert.Null(backend.LoadedModels);
        Assert.Equal(2, _engine.Requests.Length);
    }

    [Fact]
    public async Task Engine_ThatFails_KeepsWhatIsBelievedOfIt()
    {
        _pages["/v1/models"] = OllamasList;
        _pages["/api/ps"] = """{"models":[{"name":"qwen3:8b"}]}""";
        var (backend, learner) = Start();
        await learner.LearnAsync(Patience.Token);

        await _engine.DisposeAsync();
        await learner.LearnAsync(Patience.Token);

        Assert.Equal(["qwen3:8b"], backend.LoadedModels!);
        learner.Forget();
        Assert.Null(backend.LoadedModels);
    }

    private (Backend Backend, LoadedModelsLearner Learner) Start()
    {
        var backend = new Backend(new BackendDefinition { Name = "b", Address = _engine.Address });
        var gate = new AdmissionGate(new FleetSnapshot([backend], [], BalancingPolicies.Default), 0, TimeProvider.System);
        return (backend, new LoadedModelsLearner(gate, _client));
    }
}
