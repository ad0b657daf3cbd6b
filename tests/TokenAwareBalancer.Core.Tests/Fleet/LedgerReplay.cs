using System.Collections.Immutable;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Fleet;

/// <summary>A small world in which a script of integers starts, feeds, retries, aborts and ends requests.</summary>
internal sealed class LedgerReplay
{
    private readonly AdmissionGate _gate;
    private readonly List<Backend> _everyBackend = [];
    private readonly List<Lease> _leases = [];
    private readonly List<RecordingHeldRequest> _waiting = [];
    private List<Backend> _fleet;

    public LedgerReplay()
    {
        _fleet = [NewBackend(0), NewBackend(1), NewBackend(2)];
        _gate = TestFleet.Gate(TestFleet.Of(_fleet), maxHeldRequests: 5);
    }

    /// <summary>One thing happens; what, and to which request, follows from the integer.</summary>
    public void Step(int script)
    {
        var choice = script & 0x7fffffff;
        var argument = choice / 17;
        switch (choice % 17)
        {
            case 0 or 1 or 2 or 3: Start(argument); break;
            case 4 or 5: WithLease(argument, lease => lease.ReleasePrefill()); break;
            case 6 or 7 or 8: WithLease(argument, lease => lease.ObserveOutput(argument % 7)); break;
            case 9: WithLease(argument, lease => lease.ObserveUsage(argument % 3000, argument % 900)); break;
            case 10 or 11: WithLease(argument, End); break;
            case 12: WithLease(argument, TryElsewhere); break;
            case 13: Withdraw(argument); break;
            case 14: RemoveBackend(argument); break;
            case 15: AddBackend(argument); break;
            default: LearnLimit(argument); break;
        }

        _waiting.RemoveAll(TakePlacement);
    }

    public void EndEverything()
    {
        foreach (var waiting in _waiting)
            _gate.Withdraw(waiting);
        foreach (var lease in _leases.ToArray())
            End(lease);
        _waiting.RemoveAll(TakePlacement);
        foreach (var lease in _leases.ToArray())
            End(lease);
    }

    public void AssertLedgersAreSumsOfOpenLeases()
    {
        foreach (var backend in _everyBackend)
        {
            var sum = _leases.Where(lease => lease.Backend == backend)
                .Aggregate(default(LedgerEntry), (total, lease) => total + lease.Held);
            Assert.Equal(sum, backend.Ledger.Read());
            Assert.True(IsWithinItsLimit(backend, sum.Requests), "over the concurrency limit");
        }
    }

    /// <summary>Not of KV caches: space in one is kept for whoever came first.</summary>
    public void AssertNobodyWaitsWhileThereIsRoom() => Assert.All(_waiting, waiting => Assert.DoesNotContain(
        waiting.Model.Backends,
        backend => new RoomCheck(waiting.Work, NowSeconds: 0, GuardsKv: true).IsIn(backend, backend.Ledger.Read())
            && backend.KvCapacityTokens is null && !waiting.Tried.Contains(backend)));

    public void AssertAllZero()
    {
        Assert.Equal(0, _gate.HeldRequests);
        Assert.All(_everyBackend, backend => Assert.Equal(default, backend.Ledger.Read()));
        Assert.All(_everyBackend, backend => Assert.Equal(default, backend.Watch.ReadHead(_gate.NowSeconds)));
        Assert.All(_everyBackend, backend => Assert.Equal(default, backend.Watch.Streams.OverlapWith(1000)));
    }

    private void Start(int argument, params ImmutableArray<Backend> tried)
    {
        if (_gate.Fleet.FindModel("m"u8) is not { } model)
            return;
        var request = new RecordingHeldRequest(model, TestFleet.Work(argument % 5000, argument % 300), tried);
        var admission = _gate.PlaceOrHold(request);
        if (admission.Kind == AdmissionKind.Placed)
            _leases.Add(admission.Placement.Lease);
        else if (admission.Kind == AdmissionKind.Held)
            _waiting.Add(request);
    }

    private void TryElsewhere(Lease failed)
    {
        End(failed);
        Start((int)failed.Held.PromptTokens + 17, failed.Backend);
    }

    private void End(Lease lease)
    {
        lease.Settle();
        lease.Settle();
        _leases.Remove(lease);
    }

    private void Withdraw(int argument)
    {
        if (_waiting.Count > 0 && _gate.Withdraw(_waiting[argument % _waiting.Count]))
            _waiting.RemoveAt(argument % _waiting.Count);
    }

    private bool TakePlacement(RecordingHeldRequest waiting)
    {
        if (waiting.Placement is { } placement)
            _leases.Add(placement.Lease);
        return waiting.Placement is not null || waiting.IsRefused;
    }

    private void WithLease(int argument, Action<Lease> act)
    {
        if (_leases.Count > 0)
            act(_leases[argument % _leases.Count]);
    }

    private void RemoveBackend(int argument)
    {
        if (_fleet.Count > 0)
            Replace([.. _fleet.Where((_, index) => index != argument % _fleet.Count)]);
    }

    private void AddBackend(int argument)
    {
        if (_fleet.Count < 5)
            Replace([.. _fleet, NewBackend(argument)]);
    }

    private void LearnLimit(int argument)
    {
        if (_fleet.Count > 0)
            _gate.LearnMaxConcurrency(_fleet[argument % _fleet.Count], argument % 4 == 0 ? null : argument % 4);
    }

    // Who was placed under a learned limit may outlast it; a configured one is never exceeded.
    private static bool IsWithinItsLimit(Backend backend, long requests) =>
        backend.Definition.MaxConcurrency is not { } limit || requests <= limit;

    private void Replace(List<Backend> fleet)
    {
        _fleet = fleet;
        _gate.ReplaceFleet(TestFleet.Of(fleet));
    }

    private Backend NewBackend(int argument)
    {
        int? limit = argument % 3 == 0 ? null : argument % 4;
        var backend = TestFleet.Backend($"b{_everyBackend.Count}", weight: 1 + (argument % 3), maxConcurrency: limit);
        if (argument % 5 == 0)
            backend.Redefine(backend.Definition with { KvTokens = 3000 });
        _everyBackend.Add(backend);
        return backend;
    }
}
