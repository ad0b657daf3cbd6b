using System.Collections.Concurrent;
using TokenAwareBalancer.Learning.Lengths;
using TokenAwareBalancer.Learning.Snapshots;
using TokenAwareBalancer.Understanding;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Learning;

/// <summary>
/// What the answers of one model have taught: how its prompts are counted, and how long its answers are.
/// </summary>
/// <remarks>Written by Learning only, read by Understanding and Estimating. Thread-safe.</remarks>
public sealed class ModelBeliefs : IBytesPerToken
{
    /// <summary>
    /// English prose is close to 4 bytes a token in every large vocabulary; other scripts are not (bytes/4 is up to
    /// 71 % off for Russian), so the prior must give way quickly.
    /// </summary>
    public const double PriorBytesPerToken = 4;

    /// <summary>Between the mean answers of the public traces (28 for code completion, 211 and 343 for chat).</summary>
    public const double PriorOutputTokens = 256;

    /// <summary>Worth one short prompt: gone after a handful of requests.</summary>
    private const double PriorPromptTokens = 32;

    /// <summary>
    /// Remembers some hundred answers: stable within 10 % for ordinary spread, and follows a new workload.
    /// </summary>
    private const int MemoryObservations = 200;

    /// <summary>Backends come and go by name; no fleet has more of them.</summary>
    private const int MaxBackends = 1024;

    private readonly DecayingMean _bytesPerToken;
    private readonly ScriptBelief[] _scripts;
    private readonly ConcurrentDictionary<string, BackendDrift> _backends = new(StringComparer.Ordinal);

    /// <summary>Some fifty tenants' prompts of all lengths: 5 MB.</summary>
    private const int UsualLengthGroups = 2048;

    /// <param name="lengthGroups">
    /// How many groups of answers are told apart by who asked and how much: memory, at
    /// <see cref="OutputLengths.GroupBytes"/> each.
    /// </param>
    public ModelBeliefs(int lengthGroups = UsualLengthGroups)
    {
        _bytesPerToken = new(PriorBytesPerToken, PriorPromptTokens, MemoryObservations);
        _scripts = [.. Enum.GetValues<ScriptClass>().Select(script => new ScriptBelief(ScriptBelief.PriorOf(script)))];
        Lengths = new OutputLengths(PriorOutputTokens, lengthGroups);
        OutputErrors = new OutputErrors();
    }

    private ModelBeliefs(ModelBeliefs shared)
    {
        _bytesPerToken = shared._bytesPerToken;
        _scripts = shared._scripts;
        Lengths = shared.Lengths;
        OutputErrors = shared.OutputErrors;
    }

    /// <summary>UTF-8 bytes of prompt text per token, whatever it is written in.</summary>
    public double BytesPerToken => _bytesPerToken.Value;

    /// <summary>Mean length of one completion, in tokens, whoever asked and whatever.</summary>
    public double MeanOutputTokens => Lengths.MeanTokens;

    /// <summary>How right the estimates of output were.</summary>
    public OutputErrors OutputErrors { get; }

    /// <summary>How many groups of answers, by tenant and prompt length, are told apart.</summary>
    public int LengthGroups => Lengths.Groups;

    /// <summary>How long its answers are.</summary>
    internal OutputLengths Lengths { get; }

    /// <summary>How the engines' counts of its prompts differ from its tokenizer's, all backends together.</summary>
    public TokenizerDrift Drift { get; } = new();

    /// <summary>The same for each backend that has answered.</summary>
    public IReadOnlyDictionary<string, BackendDrift> DriftOfBackends => _backends;

    /// <summary>What is believed of its texts of one class.</summary>
    public ScriptBelief OfScript(ScriptClass script) => _scripts[(int)script];

    public BytesPerTokenEstimate EstimateFor(ScriptClass script)
    {
        var belief = OfScript(script);
        return new(belief.BytesPerToken, belief.RelativeError);
    }

    /// <summary>Learns from one prompt whose tokens the engine has counted.</summary>
    /// <param name="textBytes">Bytes of the text in the prompt.</param>
    /// <param name="textTokens">The engine's count, less what is not text (format, images).</param>
    /// <param name="script">What the text was taken for; null when it was counted.</param>
    public void ObservePrompt(long textBytes, long textTokens, ScriptClass? script = null)
    {
        if (textBytes <= 0 || textTokens <= 0)
            return;
        _bytesPerToken.Observe(textBytes, textTokens);
        if (script is { } written)
            OfScript(written).Observe(textBytes, textTokens);
    }

    /// <summary>Learns from one prompt that both the tokenizer and an engine have counted.</summary>
    /// <param name="backend">The engine's backend.</param>
    /// <param name="countedTokens">All its tokens as counted here.</param>
    /// <param name="textTokens">Those of its text.</param>
    /// <param name="messages">How many messages it has; 0 for what is no conversation.</param>
    /// <param name="observedTokens">The engine's count.</param>
    /// <returns>What has changed between the backend and the tokenizer; null when nothing has.</returns>
    public DriftChange? ObserveCount(
        string backend, long countedTokens, long textTokens, int messages, long observedTokens)
    {
        if (countedTokens <= 0 || observedTokens <= 0)
            return null;
        Drift.Observe(countedTokens, textTokens, messages, observedTokens);
        if (_backends.Count >= MaxBackends && !_backends.ContainsKey(backend))
            return null;
        return _backends.GetOrAdd(backend, static _ => new BackendDrift())
            .Observe(countedTokens, textTokens, messages, observedTokens);
    }

    /// <summary>
    /// The same, but for how counts differ: its prompts are counted by another tokenizer from now on. What the old one
    /// has counted, and is answered yet, goes on teaching these.
    /// </summary>
    public ModelBeliefs ForAnotherTokenizer() => new(this);

    /// <summary>Forgets backends that are not there any more.</summary>
    public void KeepBackends(IReadOnlySet<string> names)
    {
        foreach (var name in _backends.Keys)
        {
            if (!names.Contains(name))
                _backends.TryRemove(name, out _);
        }
    }

    /// <summary>Learns from one whole answer.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="outputTokens">Tokens generated over all completions of the request.</param>
    /// <param name="nowSeconds">On the clock of all calls.</param>
    public void ObserveOutput(in RequestProfile request, long outputTokens, double nowSeconds)
    {
        if (outputTokens <= 0 || request.Completions <= 0)
            return;
        // Of several completions only the sum is told: each counts as one of the mean length.
        var each = Math.Max(1, outputTokens / request.Completions);
        var isCapped = request.MaxOutputTokens is { } cap && each >= cap;
        Lengths.Observe(request.Tenant, request.PromptTokens, each, isCapped, nowSeconds);
    }

    /// <summary>Whether anything is.</summary>
    public bool HasLearned => Lengths.HasLearned || Drift.Belief.Observations > 0 || _bytesPerToken.HasLearned;

    /// <summary>What is known of it.</summary>
    /// <param name="tokenizer">The fingerprint of its tokenizer; null where it has none.</param>
    public ModelSnapshot Capture(string? tokenizer) => new(
        tokenizer,
        _bytesPerToken.Capture(),
        _scripts.Select((belief, script) => (belief, script)).Where(one => one.belief.Observations > 0)
            .ToDictionary(one => $"{(ScriptClass)one.script}", one => one.belief.Capture()),
        Drift.Belief.Observations > 0 ? Drift.Capture() : null,
        _backends.ToDictionary(backend => backend.Key, backend => backend.Value.Capture()),
        Lengths.Capture());

    /// <summary>Takes up what was known, as far as it is still believed.</summary>
    /// <param name="snapshot">What was known.</param>
    /// <param name="tokenizer">The fingerprint of its tokenizer; how another's counts differed is not taken up.</param>
    /// <param name="ageSeconds">How old it is.</param>
    /// <param name="nowSeconds">On the clock of all calls.</param>
    /// <exception cref="InvalidDataException">
    /// It cannot have been known. What was taken up before that was found is no worse for it.
    /// </exception>
    public void Restore(ModelSnapshot snapshot, string? tokenizer, double ageSeconds, double nowSeconds)
    {
        var keep = Forgetting.KeptAfter(ageSeconds);
        SnapshotNumbers.Positive(snapshot.BytesPerToken.Numerator);
        _bytesPerToken.Restore(snapshot.BytesPerToken, keep);
        foreach (var (name, belief) in snapshot.Scripts)
        {
            if (Enum.TryParse<ScriptClass>(name, out var script) && Enum.IsDefined(script))
                OfScript(script).Restore(belief, keep);
        }

        if (tokenizer is not null && tokenizer == snapshot.Tokenizer)
            RestoreDrift(snapshot, keep);
        Lengths.Restore(snapshot.Outputs, keep, nowSeconds);
    }

    private void RestoreDrift(ModelSnapshot snapshot, double keep)
    {
        if (snapshot.Drift is { } drift)
            Drift.Restore(drift, keep);
        foreach (var (name, backend) in snapshot.Backends.Take(MaxBackends))
            _backends.GetOrAdd(name, static _ => new BackendDrift()).Restore(backend, keep);
    }
}
