using System.Collections.Immutable;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Learning;

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

    private readonly Lock _lock = new();
    private readonly WaitingLine _line = new();
    private readonly int _maxHeldRequests;
    private readonly TimeProvider _time;
    private volatile FleetSnapshot _fleet;
    private long _leasesOpened;
    private long _leasesSettled;

    public AdmissionGate(FleetSnapshot fleet, int maxHeldRequests, TimeProvider time)
    {
        _fleet = fleet;
        _maxHeldRequests = maxHeldRequests;
        _time = time;
    }

    public FleetSnapshot Fleet => _fleet;

    /// <summary>
    /// Leases since the start. Those not settled are in flight; with nothing in flight there are none.
    /// </summary>
    public long LeasesOpened => Volatile.Read(ref _leasesOpened);

    /// <summary>Leases settled since the start.</summary>
    public long LeasesSettled => Volatile.Read(ref _leasesSettled);

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
            return TryPlace_NeedsLock(model, work, tried);
    }

    /// <summary>Places a request, or lets it wait in line until it can be placed.</summary>
    /// <returns><see cref="AdmissionKind.Placed"/> at once, <see cref="AdmissionKind.Held"/> until
    /// <see cref="HeldRequest.OnPlaced"/>, or a refusal.</returns>
    public Admission PlaceOrHold(HeldRequest request)
    {
        lock (_lock)
        {
            var admission = TryPlace_NeedsLock(request.Model, request.Work, request.Tried);
            if (admission.Kind != AdmissionKind.NoRoom || _line.Length >= _maxHeldRequests)
                return admission;
            _line.Enter(request);
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

    /// <summary>
    /// Puts another fleet in place of this one. Leases of removed backends settle into their own ledgers.
    /// </summary>
    public void ReplaceFleet(FleetSnapshot fleet)
    {
        lock (_lock)
        {
            _fleet = fleet;
            foreach (var request in _line.ToArray())
                MoveToFleet_NeedsLock(request, fleet);
            foreach (var backend in fleet.Backends)
                ServeLine_NeedsLock(backend);
        }
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
        foreach (var backend in model.Backends)
        {
            if (!tried.Contains(backend)
                && backend.Health.Read(nowSeconds).Standing <= worst
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
            Rest(backend, Math.Min(restSeconds, LongestRest.TotalSeconds), nowSeconds);
        backend.Health.OnOutcome(
            OutcomeVerdict.Of(outcome), OutcomeVerdict.ReasonOf(outcome), nowSeconds - outcome.DurationSeconds, nowSeconds);
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
            if (backend.Ledger.Read().Requests == 0)
                backend.Health.OnIdle(NowSeconds);
            RefuseStranded_NeedsLock();
        }
    }

    /// <summary>Takes a backend out until it is enabled.</summary>
    public void Disable(Backend backend)
    {
        lock (_lock)
        {
            backend.Health.Disable(NowSeconds);
            RefuseStranded_NeedsLock();
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
            tokensPerSecond += backend.ReadDrainRate(NowSeconds) ?? 0;
            restSeconds = Math.Min(restSeconds, backend.Health.RestUntilSeconds - NowSeconds);
        }

        var drainSeconds = tokensPerSecond > 0 ? aheadTokens / tokensPerSecond : 0;
        // Where all are resting, nobody can be served before the first is back.
        return (int)Math.Clamp(Math.Ceiling(Math.Max(drainSeconds, restSeconds)), 1, LongestRetryAfterSeconds);
    }

    void ILeaseObserver.OnWork(Backend backend, long tokens) =>
        backend.DrainRate.Add(tokens, backend.Busy.ReadSeconds(NowSeconds));

    void ILeaseObserver.OnLeaseSettled(Backend backend)
    {
        Interlocked.Increment(ref _leasesSettled);
        backend.Busy.End(NowSeconds);
        if (backend.Ledger.Read().Requests == 0)
            backend.Health.OnIdle(NowSeconds);
        ServeLine(backend);
    }

    private void Rest(Backend backend, double restSeconds, double nowSeconds)
    {
        backend.Health.RestUntil(nowSeconds + restSeconds);
        lock (_lock)
        {
            if (backend.IsWakeDue)
                return;
            backend.IsWakeDue = true;
        }

        // Those in line wait for room; that a rest is over is room that nobody else would tell of.
        _ = WakeAfterRestAsync(backend);
    }

    private async Task WakeAfterRestAsync(Backend backend)
    {
        while (backend.Health.RestUntilSeconds - NowSeconds is > 0 and var leftSeconds)
            await Task.Delay(TimeSpan.FromSeconds(leftSeconds), _time).ConfigureAwait(false);
        lock (_lock)
        {
            backend.IsWakeDue = false;
            ServeLine_NeedsLock(backend);
        }
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
    private void ServeLine_NeedsLock(Backend backend)
    {
        for (var node = _line.First; node is not null && backend.Waiting > 0 && HasRoom(backend);)
        {
            var next = node.Next;
            var request = node.Value;
            if (request.Model.Backends.Contains(backend)
                && Choose_NeedsLock(request.Model, request.Work, request.Tried) is { } placement)
            {
                _line.Leave(request);
                request.OnPlaced(placement);
            }

            node = next;
        }
    }

    private bool HasRoom(Backend backend) => backend.HasRoom(backend.Ledger.Read(), NowSeconds);

    /// <summary>Whether one is left that the request might be placed on, now or later.</summary>
    private bool HasBackendFor(ServedModel model, ImmutableArray<Backend> tried) =>
        HasOther(model, tried, Standing.LastResort, needsRoom: false);
}
