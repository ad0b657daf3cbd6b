using System.Collections.Frozen;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Prefixes;

namespace TokenAwareBalancer.Fleet;

/// <summary>An inference server as long as it is part of the fleet: what was configured, and its own ledger.</summary>
/// <remarks>
/// It stays the same object through changes of its definition, as long as name and address stay. A backend that is
/// removed and added again, or moved, is a new object with a new ledger. Leases of the old one go on settling
/// into the old ledger, which nobody weighs any more.
/// </remarks>
public sealed class Backend
{
    private double _lastWorkSeconds = double.NegativeInfinity;
    private int _learnedMaxConcurrency; // 0 for none; see LearnedMaxConcurrency
    private EngineState? _engine;
    private FrozenSet<string>? _loadedModels;
    private volatile BackendDefinition _definition;

    public Backend(BackendDefinition definition)
    {
        _definition = definition;
        Health = new BackendHealth(definition.Health);
        Watch = new EngineWatch(this);
    }

    /// <summary>What is configured about it now; its name and its address never change.</summary>
    public BackendDefinition Definition => _definition;

    public string Name => Definition.Name;

    public TokenLedger Ledger { get; } = new();

    /// <summary>What its prefix cache is believed to hold. Guarded by the lock of the admission gate.</summary>
    internal BackendPrefixes Prefixes { get; } = new();

    /// <summary>What its leases tell of how its engine works.</summary>
    public EngineWatch Watch { get; }

    /// <summary>Whether it serves, as far as can be seen from here.</summary>
    public BackendHealth Health { get; }

    /// <summary>
    /// What its engine said of itself when it was last asked; null while it has said nothing. It may be stale:
    /// operators see it, and of the policies only those weigh it whose originals do.
    /// </summary>
    /// <remarks>
    /// Never changes, is replaced whole, by <see cref="Admitting.AdmissionGate.LearnState"/> for its scraper alone.
    /// </remarks>
    public EngineState? Engine
    {
        get => Volatile.Read(ref _engine);
        internal set => Volatile.Write(ref _engine, value);
    }

    /// <summary>
    /// The names of the models that its engine has in memory, of all that it could load; null where it does not tell.
    /// </summary>
    /// <remarks>Never changes, is replaced whole, by its learner alone.</remarks>
    public FrozenSet<string>? LoadedModels
    {
        get => Volatile.Read(ref _loadedModels);
        set => Volatile.Write(ref _loadedModels, value);
    }

    /// <summary>How many tokens its KV cache holds: as configured, or else as its engine tells; null is unknown.</summary>
    /// <remarks>
    /// Of the last answer, however old: a cache has the same size until its engine is started anew, and then a scrape
    /// tells of the next one.
    /// </remarks>
    public long? KvCapacityTokens => Definition.KvTokens ?? (Engine?.KvCapacityTokens is > 0 and var told ? told : null);

    /// <summary>
    /// The last look along the line that found somebody waiting for its KV cache. Guarded by the lock of the admission
    /// gate.
    /// </summary>
    internal long ClosedLook { get; set; }

    /// <summary>Requests in line that it could serve. Guarded by the lock of the admission gate.</summary>
    internal int Waiting { get; set; }

    /// <summary>When it was last tried while probing. Guarded by the same lock.</summary>
    internal double TrialSeconds { get; set; } = double.NegativeInfinity;

    /// <summary>When it last computed a token that was seen; racy, and exact enough for what asks.</summary>
    internal double LastWorkSeconds
    {
        get => Volatile.Read(ref _lastWorkSeconds);
        set => Volatile.Write(ref _lastWorkSeconds, value);
    }

    /// <summary>How fast this backend has been working lately, in tokens per second of <see cref="Busy"/>.</summary>
    internal DecayingRate DrainRate { get; } = new(DrainMemory);

    /// <summary>How long it has had something to do.</summary>
    internal BusyClock Busy { get; } = new();

    /// <summary>
    /// Half a minute of traffic: long enough to span several answers, short enough to follow a change.
    /// </summary>
    private static TimeSpan DrainMemory => TimeSpan.FromSeconds(30);

    /// <summary>The most requests sent at once: as configured, or else as the engine tells; null is no limit.</summary>
    public int? MaxConcurrency => Definition.MaxConcurrency ?? LearnedMaxConcurrency;

    /// <summary>
    /// The same, or else as many as it has been seen to run; one more now and then, to see whether that still holds.
    /// </summary>
    public int? MaxConcurrencyAt(double nowSeconds) => MaxConcurrency ?? ObservedMaxConcurrencyAt(nowSeconds);

    /// <summary>How many requests the engine itself says it runs at once; null while it has not said.</summary>
    /// <remarks>
    /// Written under the lock of the admission gate, by <see cref="Admitting.AdmissionGate.LearnMaxConcurrency"/>. One
    /// number, so that a reader without the lock sees the old one or the new one.
    /// </remarks>
    public int? LearnedMaxConcurrency
    {
        get => Volatile.Read(ref _learnedMaxConcurrency) is > 0 and var requests ? requests : null;
        internal set => Volatile.Write(ref _learnedMaxConcurrency, value ?? 0);
    }

    /// <summary>
    /// Takes over what is configured about it now; what is in flight, its health and what was learned stay.
    /// </summary>
    /// <param name="definition">Of the same name and address: another one is another backend.</param>
    public void Redefine(BackendDefinition definition)
    {
        if (!definition.IsOfSameServerAs(_definition))
            throw new ArgumentException($"'{definition.Name}' is another server than '{Name}'.", nameof(definition));
        _definition = definition;
        Health.Configure(definition.Health);
    }

    private int? ObservedMaxConcurrencyAt(double nowSeconds) =>
        Definition.ObservesConcurrency ? Watch.Slots.ReadLimit(nowSeconds) : null;

    /// <summary>Tokens per second while it works; null before a second of work has been seen.</summary>
    public double? ReadDrainRate(double nowSeconds) => DrainRate.ReadPerSecond(Busy.ReadSeconds(nowSeconds));

    public override string ToString() => Name;
}
