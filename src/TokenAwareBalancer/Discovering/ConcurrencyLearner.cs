using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Discovering;

/// <summary>
/// Asks engines how many requests they run at once, and tells the gate. Only llama.cpp says so: its slots.
/// </summary>
/// <remarks>
/// A round asks every backend without a configured limit. One that has told its slots is asked for them again, because
/// it may have been started anew with others; one that does not answer keeps what is believed of it. One that is
/// another engine is asked in every twelfth round only, lest its log fill. Rounds do not overlap.
/// </remarks>
internal sealed class ConcurrencyLearner
{
    private const int RoundsBetweenOthers = 12;

    private readonly AdmissionGate _gate;
    private readonly EngineClient _client;
    private Dictionary<Backend, int> _roundsToSkip = [];

    public ConcurrencyLearner(AdmissionGate gate, EngineClient client)
    {
        _gate = gate;
        _client = client;
    }

    /// <summary>One round. Never throws for what a backend does.</summary>
    public async Task LearnAsync(CancellationToken cancellationToken)
    {
        var backends = _gate.Fleet.Backends.Where(backend => backend.Definition.MaxConcurrency is null).ToArray();
        var roundsToSkip = await Task.WhenAll(backends.Select(backend =>
            _roundsToSkip.GetValueOrDefault(backend) is > 0 and var rounds
                ? Task.FromResult(rounds - 1)
                : AskAsync(backend, cancellationToken)));
        // Made anew, so that it holds no backend that has left.
        _roundsToSkip = backends.Zip(roundsToSkip).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <returns>How many rounds to leave it alone.</returns>
    private async Task<int> AskAsync(Backend backend, CancellationToken cancellationToken)
    {
        try
        {
            return backend.LearnedMaxConcurrency is null
                ? await IdentifyAsync(backend, cancellationToken)
                : await AskAgainAsync(backend, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return 0;
        }
    }

    private async Task<int> IdentifyAsync(Backend backend, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(backend, ModelList.Path, cancellationToken);
        if (ModelList.Read(answer)?.Owner == EngineKind.LlamaCpp && !answer.IsBalancers)
            return await AskAgainAsync(backend, cancellationToken);
        // One that is only starting may become anything.
        return (int)answer.Status < 500 ? RoundsBetweenOthers - 1 : 0;
    }

    private async Task<int> AskAgainAsync(Backend backend, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(backend, LlamaSlots.Path, cancellationToken);
        var slots = LlamaSlots.Read(answer);
        if (slots is not null || (int)answer.Status < 500)
            _gate.LearnMaxConcurrency(backend, slots);
        return 0;
    }

    private Task<EngineAnswer> GetAsync(Backend backend, string path, CancellationToken cancellationToken) =>
        _client.GetAsync(backend.Definition, path, cancellationToken);
}
