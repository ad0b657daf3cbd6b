using System.Collections.Immutable;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Pacing;
using TokenAwareBalancer.Prefixes;

namespace TokenAwareBalancer.Admitting;

/// <summary>
/// The stage Admitting: lets a request through to Choosing when a backend has room, or holds it in line.
/// </summary>
/// <remarks>
/// <para>
/// One line for all models, first come, first served: room that is made goes to the first in line who can use it, before
/// any newcomer, and who waits for a KV cache is not overtaken by smaller ones. The line is bounded; how long one waits in it is the caller's to bound, by
/// <see cref="Withdraw"/>.
/// </para>
/// <para>
/// <c>_lock</c> guards the line and all policies, and makes choosing and charging one step. Settling a lease lowers the
/// ledger before it takes the lock; so a newcomer first serves the line.
/// </para>
/// </remarks>
public sealed class AdmissionGate : ILeaseObserver
{
    private readonly Lock _lock = new();
    private readonly WaitingLine _line = new();
    private readonly LeaseTracker _leases = new();
    private readonly PrefixIndex _prefixes; // guarded by _lock
    private readonly FleetState _fleet;
    private readonly RequestPlacer _placer;
    private readonly LineServer _server;
    private readonly LineTicks _ticks;

    public AdmissionGate(
        FleetSnapshot fleet, int maxHeldRequests, TimeProvider time, PrefixSettings? prefixes = null)
    {
        MaxHeldRequests = maxHeldRequests;
        _prefixes = new PrefixIndex(prefixes);
        _fleet = new FleetState(fleet);
        _placer = new RequestPlacer(this, _leases, _prefixes, time);
        _server = new LineServer(_line, _fleet, _placer);
        _ticks = new LineTicks(time, OnTick);
    }

    public FleetSnapshot Fleet => _fleet.Current;

    /// <summary>How fast the engines are, as their answers tell.</summary>
    public EngineSpeeds Speeds { get; } = new();

    /// <summary>
    /// Raised after the fleet was replaced, outside the lock. Replacing is one caller's at a time.
    /// </summary>
    public event Action<FleetSnapshot>? FleetReplaced;

    /// <summary>How many may stand in line; those who stand there stay when it becomes less.</summary>
    public int MaxHeldRequests { get; set; }

    /// <summary>
    /// Whether a request waits that does not fit in a KV cache whose size is known; without it the engine takes it on
    /// and throws out others.
    /// </summary>
    public bool GuardsKv
    {
        get => _placer.GuardsKv;
        set => _placer.GuardsKv = value;
    }

    /// <summary>Backends that are no longer of the fleet and still answer what they were sent.</summary>
    public IReadOnlyList<Backend> LeavingBackends
    {
        get
        {
            lock (_lock)
                return _fleet.ReadLeaving_NeedsLock();
        }
    }

    /// <summary>
    /// Leases since the start. Those not settled are in flight; with nothing in flight there are none.
    /// </summary>
    public long LeasesOpened => _leases.Opened;

    /// <summary>Leases settled since the start.</summary>
    public long LeasesSettled => _leases.Settled;

    /// <summary>Leases that were older than their request: still open when it had ended. Each tells of a defect.</summary>
    public long LeasesOverdue => _leases.Overdue;

    /// <summary>The clock that choices and health are made by: seconds since some moment.</summary>
    public double NowSeconds => _placer.NowSeconds;

    /// <summary>Requests standing in line.</summary>
    public int HeldRequests
    {
        get
        {
            lock (_lock)
                return _line.Length;
        }
    }

    /// <summary>Places a request, or says why it cannot be placed now.</summary>
    /// <param name="model">The model asked for.</param>
    /// <param name="work">Its expected cost.</param>
    /// <param name="tried">Backends that have failed this request.</param>
    public Admission TryPlace(ServedModel model, in WorkEstimate work, ImmutableArray<Backend> tried)
    {
        lock (_lock)
        {
            return _fleet.ModelNow(model) is { } served
                ? TryPlace_NeedsLock(served, work, tried)
                : Admission.NoBackend;
        }
    }

    /// <summary>Places a request, or lets it wait in line until it can be placed.</summary>
    /// <returns><see cref="AdmissionKind.Placed"/> at once, <see cref="AdmissionKind.Held"/> until
    /// <see cref="HeldRequest.OnPlaced"/>, or a refusal.</returns>
    public Admission PlaceOrHold(HeldRequest request)
    {
        lock (_lock)
        {
            if (_fleet.ModelNow(request.Model) is not { } model)
                return Admission.NoBackend;
            request.Model = model;
            var admission = TryPlace_NeedsLock(model, request.Work, request.Tried);
            if (admission.Kind != AdmissionKind.NoRoom || _line.Length >= MaxHeldRequests)
                return admission;
            request.Lack = admission.Lack;
            _line.Enter(request);
            _ticks.Start_NeedsLock();
            return admission with { Kind = AdmissionKind.Held };
        }
    }

    /// <summary>Takes a request out of the line, because its client left or its time is up.</summary>
    /// <returns>False when it was not in line any more: then <see cref="HeldRequest.OnPlaced"/> or
    /// <see cref="HeldRequest.OnRefused"/> has been called.</returns>
    public bool Withdraw(HeldRequest request)
    {
        lock (_lock)
        {
            if (!_line.Leave(request))
                return false;
            // Those behind it may have waited for nothing but that it goes first.
            _server.Serve_NeedsLock();
            return true;
        }
    }

    /// <summary>Settles a lease whose request has ended, if nobody has, and counts it as overdue then.</summary>
    /// <returns>True for a lease that was still open, which only a defect leaves behind.</returns>
    public bool SettleOverdue(Lease lease)
    {
        if (!lease.Settle())
            return false;
        _leases.OnOverdue();
        return true;
    }

    /// <summary>
    /// Puts another fleet in place of this one. Leases of removed backends settle into their own ledgers.
    /// </summary>
    public void ReplaceFleet(FleetSnapshot fleet)
    {
        lock (_lock)
        {
            foreach (var backend in Fleet.Backends.Except(fleet.Backends))
                _prefixes.Leave_NeedsLock(backend);
            _fleet.Replace_NeedsLock(fleet);
            _server.MoveToFleet_NeedsLock();
            _server.Serve_NeedsLock();
        }

        FleetReplaced?.Invoke(fleet);
    }

    /// <summary>
    /// Takes an engine's word for how many requests it runs at once; null when it says nothing of it any more. More
    /// than before lets those in line through; with less, what is in flight stays, and nothing follows until it is
    /// under the new limit. A configured limit stands above it.
    /// </summary>
    /// <param name="backend">The engine.</param>
    /// <param name="requests">More than 0, or null.</param>
    public void LearnMaxConcurrency(Backend backend, int? requests)
    {
        lock (_lock)
        {
            backend.LearnedMaxConcurrency = requests;
            _server.Serve_NeedsLock(backend);
        }
    }

    /// <summary>
    /// Takes an engine's word for its state; null when it is asked no more. A larger KV cache than before lets those in
    /// line through.
    /// </summary>
    public void LearnState(Backend backend, EngineState? state)
    {
        var hadTokens = backend.KvCapacityTokens;
        backend.Engine = state;
        if (backend.KvCapacityTokens != hadTokens)
            ServeLine(backend);
    }

    /// <summary>Whether another backend could take a request now, or soon.</summary>
    /// <param name="model">The model asked for.</param>
    /// <param name="tried">Backends that have failed this request.</param>
    /// <param name="worst">How it must stand at least.</param>
    /// <param name="work">What it must have room for now; null where it need not.</param>
    public bool HasOther(
        ServedModel model, ImmutableArray<Backend> tried, Standing worst, WorkEstimate? work = null) => _fleet.HasOther(
        model, tried, worst, NowSeconds, work is { } asked ? _placer.RoomFor(asked) : null);

    /// <summary>Tells how a try ended, for the health of its backend.</summary>
    public void Observe(Backend backend, in Outcome outcome)
    {
        if (outcome is { Kind: OutcomeKind.Unreachable, IsUntrusted: false })
            ForgetPrefixes(backend);
        HealthObservations.OnOutcome(backend, outcome, NowSeconds);
        // A racy read: those who enter the line meanwhile were told the same.
        if (backend.Waiting > 0)
            ServeLine(backend);
    }

    /// <summary>What a backend's prefix cache is believed to hold, and how right such beliefs were.</summary>
    public PrefixCacheReading ReadPrefixCache(Backend backend)
    {
        lock (_lock)
            return PrefixIndex.Read_NeedsLock(backend);
    }

    /// <summary>Tells what a probe found.</summary>
    public void Observe(Backend backend, ProbeResult result)
    {
        if (result == ProbeResult.Absent)
            ForgetPrefixes(backend);
        backend.Health.OnProbe(result, NowSeconds);
        ServeLine(backend);
    }

    /// <summary>Sends a backend nothing more; what is in flight on it ends in its own time.</summary>
    public void Drain(Backend backend)
    {
        lock (_lock)
        {
            backend.Health.Drain(NowSeconds);
            HealthObservations.NoteIdle(backend, NowSeconds);
            _server.RefuseStranded_NeedsLock();
            _server.Serve_NeedsLock();
        }
    }

    /// <summary>Takes a backend out until it is enabled.</summary>
    public void Disable(Backend backend)
    {
        lock (_lock)
        {
            backend.Health.Disable(NowSeconds);
            _server.RefuseStranded_NeedsLock();
            _server.Serve_NeedsLock();
        }
    }

    /// <summary>Gives a drained or disabled backend back.</summary>
    public void Enable(Backend backend)
    {
        backend.Health.Enable(NowSeconds);
        ServeLine(backend);
    }

    /// <summary>
    /// How long a refused client should wait: the tokens ahead of it over the rate at which they have been worked off,
    /// between 1 and 59 seconds. 1 while nothing is known of the rate.
    /// </summary>
    public int EstimateRetryAfterSeconds(ServedModel model)
    {
        long heldTokens;
        lock (_lock)
            heldTokens = _line.TokensOf(model);
        return RetryAfterEstimator.EstimateSeconds(model, heldTokens, NowSeconds);
    }

    void ILeaseObserver.OnWork(Backend backend, long tokens)
    {
        var nowSeconds = NowSeconds;
        LeaseTracker.OnWork(backend, tokens, nowSeconds);
        Speeds.RefreshIfDue(Fleet, nowSeconds);
    }

    void ILeaseObserver.OnRoomMade(Backend backend)
    {
        // A racy read, as above: this comes in the middle of streams.
        if (backend.Waiting > 0)
            ServeLine(backend);
    }

    void ILeaseObserver.OnLeaseSettled(Lease lease)
    {
        var backend = lease.Backend;
        _leases.OnSettled(backend, NowSeconds);
        lock (_lock)
        {
            if (lease.Prefixes is { } hold)
                _prefixes.Release_NeedsLock(hold, lease);
            HealthObservations.NoteIdle(backend, NowSeconds);
            _server.Serve_NeedsLock(backend);
        }
    }

    private void OnTick()
    {
        lock (_lock)
        {
            _server.Serve_NeedsLock();
            if (_line.Length == 0)
                _ticks.Stop_NeedsLock();
        }
    }

    // Nobody is there: whoever comes back begins with an empty cache.
    private void ForgetPrefixes(Backend backend)
    {
        lock (_lock)
            _prefixes.Forget_NeedsLock(backend);
    }

    private void ServeLine(Backend backend)
    {
        lock (_lock)
            _server.Serve_NeedsLock(backend);
    }

    private Admission TryPlace_NeedsLock(ServedModel model, in WorkEstimate work, ImmutableArray<Backend> tried)
    {
        var room = _placer.RoomFor(work, _server.ServeBefore_NeedsLock(model));
        if (_placer.TryPlace_NeedsLock(model, tried, room) is { } placement)
            return Admission.Of(placement);
        return _fleet.HasBackendFor(model, tried, room.NowSeconds)
            ? Admission.NoRoom(MissingRoom.Find_NeedsLock(model, tried, room))
            : Admission.NoBackend;
    }
}
