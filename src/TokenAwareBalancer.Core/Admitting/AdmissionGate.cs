using System.Collections.Immutable;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Pacing;

namespace TokenAwareBalancer.Admitting;

/// <summary>
/// The stage Admitting: lets a request through to Choosing when a backend has room, or holds it in line.
/// </summary>
/// <remarks>
/// <para>
/// One line for all models, first come, first served: a place that becomes free goes to the first in line who can use
/// it, before any newcomer. The line is bounded; how long one waits in it is the caller's to bound, by
/// <see cref="Withdraw"/>.
/// </para>
/// <para>
/// <c>_lock</c> guards the line and all policies, and makes choosing and charging one step. Settling a lease lowers the
/// ledger before it takes the lock; so a newcomer first serves the line.
/// </para>
/// </remarks>
public sealed class AdmissionGate : ILeaseObserver
{
    /// <summary>An engine that asks for an hour is asked again after this.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    /// <summary>Vercel's client ignores a <c>Retry-After</c> of 60 s and more, and comes back after two.</summary>
    private const int LongestRetryAfterSeconds = 59;

    /// <summary>How late those in line may learn of what time alone has changed.</summary>
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly WaitingLine _line = new();
    private readonly List<Backend> _leaving = []; // guarded by _lock
    private readonly TimeProvider _time;
    private volatile FleetSnapshot _fleet;
    private long _looks; // guarded by _lock
    private ITimer? _ticks; // guarded by _lock; null while nobody is in line
    private long _leasesOpened;
    private long _leasesSettled;
    private long _leasesOverdue;

    public AdmissionGate(FleetSnapshot fleet, int maxHeldRequests, TimeProvider time)
    {
        _fleet = fleet;
        MaxHeldRequests = maxHeldRequests;
        _time = time;
    }

    public FleetSnapshot Fleet => _fleet;

    /// <summary>How fast the engines are, as their answers tell.</summary>
    public EngineSpeeds Speeds { get; } = new();

    /// <summary>
    /// Raised after the fleet was replaced, outside the lock. Replacing is one caller's at a time.
    /// </summary>
    public event Action<FleetSnapshot>? FleetReplaced;

    /// <summary>How many may stand in line; those who stand there stay when it becomes less.</summary>
    public int MaxHeldRequests { get; set; }

    /// <summary>Backends that are no longer of the fleet and still answer what they were sent.</summary>
    public IReadOnlyList<Backend> LeavingBackends
    {
        get
        {
            lock (_lock)
            {
                _leaving.RemoveAll(static backend => backend.Ledger.Read().Requests == 0);
                return [.. _leaving];
            }
        }
    }

    /// <summary>
    /// Leases since the start. Those not settled are in flight; with nothing in flight there are none.
    /// </summary>
    public long LeasesOpened => Volatile.Read(ref _leasesOpened);

    /// <summary>Leases settled since the start.</summary>
    public long LeasesSettled => Volatile.Read(ref _leasesSettled);

    /// <summary>Leases that were older than their request: still open when it had ended. Each tells of a defect.</summary>
    public long LeasesOverdue => Volatile.Read(ref _leasesOverdue);

    /// <summary>The clock that choices and health are made by: seconds since some moment.</summary>
    public double NowSeconds => _time.GetElapsedTime(0).TotalSeconds;

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
            return ModelNow(model) is { } served
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
            if (ModelNow(request.Model) is not { } model)
                return Admission.NoBackend;
            request.Model = model;
            var admission = TryPlace_NeedsLock(model, request.Work, request.Tried);
            if (admission.Kind != AdmissionKind.NoRoom || _line.Length >= MaxHeldRequests)
                return admission;
            _line.Enter(request);
            _ticks ??= _time.CreateTimer(
                static self => ((AdmissionGate)self!).OnTick(), this, TickPeriod, TickPeriod);
            return Admission.Held;
        }
    }

    /// <summary>Takes a request out of the line, because its client left or its time is up.</summary>
    /// <returns>False when it was not in line any more: then <see cref="HeldRequest.OnPlaced"/> or
    /// <see cref="HeldRequest.OnRefused"/> has been called.</returns>
    public bool Withdraw(HeldRequest request)
    {
        lock (_lock)
            return _line.Leave(request);
    }

    /// <summary>Settles a lease whose request has ended, if nobody has, and counts it as overdue then.</summary>
    /// <returns>True for a lease that was still open, which only a defect leaves behind.</returns>
    public bool SettleOverdue(Lease lease)
    {
        if (!lease.Settle())
            return false;
        Interlocked.Increment(ref _leasesOverdue);
        return true;
    }

    /// <summary>
    /// Puts another fleet in place of this one. Leases of removed backends settle into their own ledgers.
    /// </summary>
    public void ReplaceFleet(FleetSnapshot fleet)
    {
        lock (_lock)
        {
            // Those that are done need not be remembered, whether or not somebody looks.
            _leaving.RemoveAll(static backend => backend.Ledger.Read().Requests == 0);
            _leaving.AddRange(_fleet.Backends.Except(fleet.Backends));
            fleet.Adopt();
            _fleet = fleet;
            foreach (var request in _line.ToArray())
                MoveToFleet_NeedsLock(request, fleet);
            foreach (var backend in fleet.Backends)
                ServeLine_NeedsLock(backend);
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
            ServeLine_NeedsLock(backend);
        }
    }

    /// <summary>Whether another backend could take a request now, or soon.</summary>
    /// <param name="model">The model asked for.</param>
    /// <param name="tried">Backends that have failed this request.</param>
    /// <param name="worst">How it must stand at least.</param>
    /// <param name="needsRoom">Whether it must have room now.</param>
    public bool HasOther(ServedModel model, ImmutableArray<Backend> tried, Standing worst, bool needsRoom)
    {
        var nowSeconds = NowSeconds;
        foreach (var backend in ModelNow(model)?.Backends ?? [])
        {
            if (!tried.Contains(backend)
                && BackendChooser.StandingOf(backend, nowSeconds) <= worst
                && (!needsRoom || HasRoom(backend)))
                return true;
        }

        return false;
    }

    /// <summary>Tells how a try ended, for the health of its backend.</summary>
    public void Observe(Backend backend, in Outcome outcome)
    {
        var nowSeconds = NowSeconds;
        if (outcome is { Status: 429 or 503, RetryAfterSeconds: { } restSeconds })
            backend.Health.RestUntil(nowSeconds + Math.Min(restSeconds, LongestRest.TotalSeconds));
        var sentSeconds = nowSeconds - outcome.DurationSeconds;
        // It let this one wait while it worked for others: busy is not dead.
        var verdict = outcome.Kind == OutcomeKind.Stalled && backend.LastWorkSeconds > sentSeconds
            ? Verdict.Neutral
            : OutcomeVerdict.Of(outcome);
        backend.Health.OnOutcome(verdict, OutcomeVerdict.ReasonOf(outcome), sentSeconds, nowSeconds);
        // A racy read: those who enter the line meanwhile were told the same.
        if (backend.Waiting > 0)
            ServeLine(backend);
    }

    /// <summary>Tells what a probe found.</summary>
    public void Observe(Backend backend, ProbeResult result)
    {
        backend.Health.OnProbe(result, NowSeconds);
        ServeLine(backend);
    }

    /// <summary>Sends a backend nothing more; what is in flight on it ends in its own time.</summary>
    public void Drain(Backend backend)
    {
        lock (_lock)
        {
            backend.Health.Drain(NowSeconds);
            NoteIdle_NeedsLock(backend);
            RefuseStranded_NeedsLock();
            ServeAll_NeedsLock();
        }
    }

    /// <summary>Takes a backend out until it is enabled.</summary>
    public void Disable(Backend backend)
    {
        lock (_lock)
        {
            backend.Health.Disable(NowSeconds);
            RefuseStranded_NeedsLock();
            ServeAll_NeedsLock();
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
        var aheadTokens = ReadHeldTokens(model);
        var tokensPerSecond = 0.0;
        var restSeconds = double.PositiveInfinity;
        foreach (var backend in model.Backends)
        {
            var inFlight = backend.Ledger.Read();
            aheadTokens += inFlight.PrefillTokens + inFlight.DecodeTokens;
            if (backend.Health.Read(NowSeconds).Standing < Standing.LastResort)
                tokensPerSecond += backend.ReadDrainRate(NowSeconds) ?? 0;
            restSeconds = Math.Min(restSeconds, backend.Health.RestUntilSeconds - NowSeconds);
        }

        var drainSeconds = tokensPerSecond > 0 ? aheadTokens / tokensPerSecond : 0;
        // Where all are resting, nobody can be served before the first is back.
        return (int)Math.Clamp(Math.Ceiling(Math.Max(drainSeconds, restSeconds)), 1, LongestRetryAfterSeconds);
    }

    void ILeaseObserver.OnWork(Backend backend, long tokens)
    {
        var nowSeconds = NowSeconds;
        backend.LastWorkSeconds = nowSeconds;
        backend.DrainRate.Add(tokens, backend.Busy.ReadSeconds(nowSeconds));
        Speeds.RefreshIfDue(_fleet, nowSeconds);
    }

    void ILeaseObserver.OnLeaseSettled(Backend backend)
    {
        Interlocked.Increment(ref _leasesSettled);
        backend.Busy.End(NowSeconds);
        lock (_lock)
        {
            NoteIdle_NeedsLock(backend);
            ServeLine_NeedsLock(backend);
        }
    }

    /// <summary>
    /// Time makes room too: a rest ends, a backend may be tried again. Nobody else would tell those in line.
    /// </summary>
    private void OnTick()
    {
        lock (_lock)
        {
            ServeAll_NeedsLock();
            if (_line.Length > 0)
                return;
            _ticks?.Dispose();
            _ticks = null;
        }
    }

    private void ServeAll_NeedsLock()
    {
        foreach (var backend in _fleet.Backends)
            ServeLine_NeedsLock(backend);
    }

    private void NoteIdle_NeedsLock(Backend backend)
    {
        if (backend.Ledger.Read().Requests == 0)
            backend.Health.OnIdle(NowSeconds);
    }

    private void ServeLine(Backend backend)
    {
        lock (_lock)
            ServeLine_NeedsLock(backend);
    }

    private long ReadHeldTokens(ServedModel model)
    {
        lock (_lock)
            return _line.TokensOf(model);
    }

    private Admission TryPlace_NeedsLock(ServedModel model, in WorkEstimate work, ImmutableArray<Backend> tried)
    {
        // Room that those in line have not been told of yet is theirs.
        foreach (var backend in model.Backends)
            ServeLine_NeedsLock(backend);
        if (Choose_NeedsLock(model, work, tried) is { } placement)
            return Admission.Of(placement);
        return HasBackendFor(model, tried) ? Admission.NoRoom : Admission.NoBackend;
    }

    private Placement? Choose_NeedsLock(ServedModel model, in WorkEstimate work, ImmutableArray<Backend> tried)
    {
        var placement = BackendChooser.TryPlace_NeedsLock(model, work, tried, this, NowSeconds);
        if (placement is not { } placed)
            return null;
        Volatile.Write(ref _leasesOpened, _leasesOpened + 1);
        placed.Backend.Busy.Begin(NowSeconds);
        return placed;
    }

    private void MoveToFleet_NeedsLock(HeldRequest request, FleetSnapshot fleet)
    {
        if (fleet.FindSuccessor(request.Model) is { } model && HasBackendFor(model, request.Tried))
        {
            WaitingLine.ChangeModel(request, model);
            return;
        }

        _line.Leave(request);
        request.OnRefused();
    }

    /// <summary>Ends the waiting of those for whom no backend is left.</summary>
    private void RefuseStranded_NeedsLock()
    {
        foreach (var request in _line.ToArray())
        {
            if (HasBackendFor(request.Model, request.Tried))
                continue;
            _line.Leave(request);
            request.OnRefused();
        }
    }

    /// <summary>Gives what room a backend has to those in line who can use it, first come, first served.</summary>
    /// <remarks>
    /// Where one who waits for a model and has tried nobody cannot be placed, none of its like can: an ejected backend
    /// has room that is not used while a better one exists, and a long line must not be asked one by one.
    /// </remarks>
    private void ServeLine_NeedsLock(Backend backend)
    {
        var hopeful = backend.Waiting;
        if (hopeful > 0)
            _looks++;
        for (var node = _line.First; node is not null && hopeful > 0 && HasRoom(backend);)
        {
            var next = node.Next;
            var request = node.Value;
            var isUntried = request.Tried.IsEmpty;
            var isHopeless = isUntried && request.Model.HopelessLook == _looks;
            if (!isHopeless && request.Model.Backends.Contains(backend))
            {
                if (Choose_NeedsLock(request.Model, request.Work, request.Tried) is { } placement)
                {
                    _line.Leave(request);
                    request.OnPlaced(placement);
                    hopeful--;
                }
                else if (isUntried)
                {
                    request.Model.HopelessLook = _looks;
                    hopeful -= request.Model.WaitingUntried;
                }
                else
                {
                    hopeful--;
                }
            }

            node = next;
        }
    }

    /// <summary>
    /// What a model is by now: a request keeps the one that it was understood for, and the fleet may have been replaced
    /// since. Null when nobody serves it any more.
    /// </summary>
    private ServedModel? ModelNow(ServedModel model) => model.Fleet == _fleet ? model : _fleet.FindSuccessor(model);

    private bool HasRoom(Backend backend) => backend.HasRoom(backend.Ledger.Read(), NowSeconds);

    /// <summary>Whether one is left that the request might be placed on, now or later.</summary>
    private bool HasBackendFor(ServedModel model, ImmutableArray<Backend> tried) =>
        HasOther(model, tried, Standing.LastResort, needsRoom: false);
}
