using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Fleet;

/// <summary>
/// The backends and the models they serve, as of one configuration. Never changes; is replaced whole.
/// </summary>
public sealed class FleetSnapshot
{
    /// <summary>
    /// Names that clients may invent where a backend serves any model: beyond this many they share one set of beliefs,
    /// so that a stream of made-up names cannot grow memory.
    /// </summary>
    private const int MaxInventedModels = 1000;

    /// <summary>
    /// The first of them are the ones that somebody really serves. Of the others little is learned about lengths, so
    /// that all of them together take no more than 60 MB.
    /// </summary>
    private const int WellLearnedInventions = 16;
    private const int LengthGroupsOfWellLearned = 512;
    private const int LengthGroupsOfOthers = 16;

    /// <summary>No published model name comes near this length.</summary>
    private const int MaxModelNameBytes = 512;

    private readonly string _policyName;
    private readonly int _seed;
    private readonly CountingSettings _counting;
    private int _policies;
    private readonly FrozenDictionary<string, ServedModel> _models;
    private readonly ConcurrentDictionary<string, ServedModel> _inventedModels = new();
    private readonly ImmutableArray<BackendDefinition> _definitions;
    private readonly ImmutableArray<Backend> _servingAnyModel;
    private readonly ServedModel _otherModels;

    /// <param name="backends">In the order of the configuration. Objects that were in the previous fleet keep their
    /// ledgers.</param>
    /// <param name="definitions">What is configured about each of them from now on; null for what is already.</param>
    /// <param name="models">Models with settings of their own; those that backends list besides need not be
    /// here.</param>
    /// <param name="policyName">One of <see cref="BalancingPolicies.Names"/>.</param>
    /// <param name="previous">The fleet that this one replaces, whose beliefs about models are kept.</param>
    /// <param name="seed">What policies that draw at random begin from: each model's own stream of it.</param>
    /// <param name="counting">How prompts are counted; without it as in the previous fleet.</param>
    public FleetSnapshot(
        IEnumerable<Backend> backends,
        IEnumerable<ModelDefinition> models,
        string policyName,
        FleetSnapshot? previous = null,
        int seed = 0,
        CountingSettings? counting = null,
        IEnumerable<BackendDefinition>? definitions = null)
    {
        (_policyName, _seed) = (policyName, seed);
        _counting = counting ?? previous?._counting ?? new CountingSettings();
        Backends = [.. backends];
        _definitions = [.. definitions ?? Backends.Select(backend => backend.Definition)];
        _servingAnyModel = Those(static definition => definition.Models is null);
        _models = AllDefinitions(models).ToFrozenDictionary(
            definition => definition.Name,
            definition => CreateModel(definition, ServingBackends(definition.Name), previous?.BeliefsOf(definition)));
        _otherModels = CreateModel(new ModelDefinition("other"), _servingAnyModel, previous?._otherModels.Beliefs);
        AnyModel = CreateModel(new ModelDefinition(""), Backends, previous?.AnyModel.Beliefs);
        if (previous is not null && !_servingAnyModel.IsEmpty)
            TakeOverInventedModels(previous);
    }

    public ImmutableArray<Backend> Backends { get; }

    private HashSet<string> BackendNames =>
        field ??= Backends.Select(backend => backend.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Has the backends take over what is configured about them: under the lock by which they are chosen.</summary>
    internal void Adopt()
    {
        for (var index = 0; index < Backends.Length; index++)
        {
            if (!ReferenceEquals(Backends[index].Definition, _definitions[index]))
                Backends[index].Redefine(_definitions[index]);
        }
    }

    /// <summary>Whether any model name is known, even if no backend serves any just now.</summary>
    public bool TakesAnyModel { get => field || !_servingAnyModel.IsEmpty; init; }

    /// <summary>The models that the configuration names.</summary>
    public IReadOnlyCollection<ServedModel> Models => _models.Values;

    /// <summary>Those, and the ones that clients have named where a backend serves any.</summary>
    public IEnumerable<ServedModel> AllModels => _models.Values.Concat(_inventedModels.Values);

    /// <summary>Every backend, for requests that name no model.</summary>
    public ServedModel AnyModel { get; }

    /// <summary>Whether the configuration names this model, so that it may become a label of a metric.</summary>
    public bool IsConfigured(ServedModel model) => _models.ContainsKey(model.Name);

    /// <summary>Finds a model by the name in a request, without allocating for those that are known.</summary>
    /// <returns>Null when no backend serves it.</returns>
    public ServedModel? FindModel(ReadOnlySpan<byte> utf8Name)
    {
        if (utf8Name.Length > MaxModelNameBytes)
            return null;
        Span<char> buffer = stackalloc char[MaxModelNameBytes];
        Utf8.ToUtf16(utf8Name, buffer, out _, out var length);
        ReadOnlySpan<char> name = buffer[..length];
        if (_models.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var model))
            return model;
        return TakesAnyModel ? FindInventedModel(name) : null;
    }

    /// <summary>What a model of an earlier fleet is in this one; null when nobody serves it any more.</summary>
    public ServedModel? FindSuccessor(ServedModel model) => model.Name.Length == 0
        ? AnyModel
        : FindModel(Encoding.UTF8.GetBytes(model.Name));

    private ServedModel FindInventedModel(ReadOnlySpan<char> name)
    {
        if (_inventedModels.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var model))
            return model;
        if (_inventedModels.Count >= MaxInventedModels)
            return _otherModels;
        return _inventedModels.GetOrAdd(
            name.ToString(),
            invented => CreateModel(ModelDefinition.ByName(invented, [invented]), _servingAnyModel, BeliefsOfNew()));
    }

    private ModelBeliefs BeliefsOfNew() => new(
        _inventedModels.Count < WellLearnedInventions ? LengthGroupsOfWellLearned : LengthGroupsOfOthers);

    private void TakeOverInventedModels(FleetSnapshot previous)
    {
        foreach (var (name, model) in previous._inventedModels)
        {
            if (!_models.ContainsKey(name))
                _inventedModels[name] = CreateModel(model.Definition, _servingAnyModel, model.Beliefs);
        }
    }

    private ModelBeliefs? BeliefsOf(ModelDefinition next)
    {
        var model = _models.GetValueOrDefault(next.Name) ?? _inventedModels.GetValueOrDefault(next.Name);
        // Not by name: another file may have come to the same path.
        return model is null || ReferenceEquals(model.TokenCounter, next.TokenCounter)
            ? model?.Beliefs
            : model.Beliefs.ForAnotherTokenizer();
    }

    private IEnumerable<ModelDefinition> AllDefinitions(IEnumerable<ModelDefinition> models) =>
        models.Select(Resolve)
            .Concat(_definitions.SelectMany(definition => definition.Models?.Keys ?? []).Select(ByName))
            .DistinctBy(definition => definition.Name);

    private ModelDefinition Resolve(ModelDefinition definition) =>
        definition is { TokenCounter: null, TokenCounterFrom: TokenizerOrigin.ModelName }
            ? definition.OwnNames is { } names ? ModelDefinition.ByName(definition.Name, names) : ByName(definition.Name)
            : definition;

    private ModelDefinition ByName(string name) => ModelDefinition.ByName(
        name,
        _definitions.Where(definition => definition.Serves(name)).Select(definition => definition.OwnNameOf(name))
            .DefaultIfEmpty(name));

    private ImmutableArray<Backend> ServingBackends(string model) =>
        Those(definition => definition.Serves(model));

    private ImmutableArray<Backend> Those(Func<BackendDefinition, bool> are) =>
        [.. Backends.Where((_, index) => are(_definitions[index]))];

    private ServedModel CreateModel(
        ModelDefinition definition, ImmutableArray<Backend> backends, ModelBeliefs? beliefs)
    {
        beliefs?.KeepBackends(BackendNames);
        var random = new SeededRandom(_seed, stream: Interlocked.Increment(ref _policies));
        var policy = BalancingPolicies.Create(_policyName, random)
            ?? throw new ArgumentException($"There is no policy named '{_policyName}'.");
        return new ServedModel(this, definition, backends, policy, beliefs ?? new ModelBeliefs(), _counting);
    }
}
