using System.Collections.Frozen;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Discovering;

/// <summary>
/// Asks engines which models they have in memory. Ollama says so, and llama.cpp as a router of models.
/// </summary>
/// <remarks>
/// One that has told is asked in every round, one that does not tell in every twelfth, lest its log fill. One that does
/// not answer keeps what is believed of it. Rounds do not overlap.
/// </remarks>
internal sealed class LoadedModelsLearner
{
    private const int RoundsBetweenOthers = 12;

    private readonly AdmissionGate _gate;
    private readonly EngineClient _client;
    private Dictionary<Backend, int> _roundsToSkip = [];

    public LoadedModelsLearner(AdmissionGate gate, EngineClient client)
    {
        _gate = gate;
        _client = client;
    }

    /// <summary>One round. Never throws for what a backend does.</summary>
    public async Task LearnAsync(CancellationToken cancellationToken)
    {
        var backends = _gate.Fleet.Backends;
        var roundsToSkip = await Task.WhenAll(backends.Select(backend =>
            _roundsToSkip.GetValueOrDefault(backend) is > 0 and var rounds
                ? Task.FromResult(rounds - 1)
                : AskAsync(backend, cancellationToken)));
        // Made anew, so that it holds no backend that has left.
        _roundsToSkip = backends.Zip(roundsToSkip).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>Believes nothing any more.</summary>
    public void Forget()
    {
        foreach (var backend in _gate.Fleet.Backends)
            backend.LoadedModels = null;
        _roundsToSkip = [];
    }

    /// <returns>How many rounds to leave it alone.</returns>
    private async Task<int> AskAsync(Backend backend, CancellationToken cancellationToken)
    {
        try
        {
            var list = await _client.GetAsync(backend.Definition, ModelList.Path, cancellationToken);
            if (!list.IsSuccess || list.IsBalancers)
                return (int)list.Status < 500 ? RoundsBetweenOthers - 1 : 0;
            var loaded = ModelsInMemory.ReadList(list)
                ?? ModelsInMemory.ReadOllamas(
                    await _client.GetAsync(backend.Definition, ModelsInMemory.OllamasPath, cancellationToken));
            backend.LoadedModels = loaded?.ToFrozenSet(StringComparer.Ordinal);
            return loaded is null ? RoundsBetweenOthers - 1 : 0;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return 0;
        }
    }
}
