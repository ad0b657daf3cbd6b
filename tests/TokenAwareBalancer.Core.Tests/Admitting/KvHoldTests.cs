using System.Collections.Immutable;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Admitting;

/// <summary>Who waits for room in a KV cache, and who may not pass whom.</summary>
public sealed class KvHoldTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Gate_CacheIsFull_HoldsUntilAnAnswerEnds()
    {
        var gate = Gate(TestFleet.Cache("a", 1000));
        var running = Place(gate, 600);
        var held = Hold(gate, 400);

        Assert.Equal((RoomLack.Kv, null), (held.Lack, held.Placement));
        running.Lease.Settle();
        Assert.NotNull(held.Placement);
    }

    [Theory]
    [InlineData("pending-prefill")]
    [InlineData("round-robin")]
    [InlineData("random")]
    [InlineData("power-of-two-choices")]
    public void Gate_OneCacheHasRoom_EveryPolicyGoesThere(string policy)
    {
        Backend[] backends = [TestFleet.Cache("a", 1000), TestFleet.Cache("b", 1000), TestFleet.Cache("c", 9000)];
        var gate = TestFleet.Gate(new FleetSnapshot(backends, [], policy), time: _time);
        foreach (var backend in backends)
            Place(gate, 600, [.. backends.Where(other => other != backend)]);

        for (var i = 0; i < 5; i++)
            Assert.Equal("c", Place(gate, 500).Backend.Name);
    }

    [Fact]
    public void Gate_NothingInFlight_TakesWhatIsLargerThanTheCache()
    {
        var gate = Gate(TestFleet.Cache("a", 1000));

        Assert.Equal("a", Place(gate, 5000).Backend.Name);
    }

    [Fact]
    public void Gate_GuardIsOff_HoldsNothing()
    {
        var gate = Gate(TestFleet.Cache("a", 1000));
        gate.GuardsKv = false;

        for (var i = 0; i < 10; i++)
            Place(gate, 600);
    }

    [Fact]
    public void Newcomer_ThatWouldFit_DoesNotPassOneThatWaitsForKv()
    {
        var gate = Gate(TestFleet.Cache("a", 1000));
        Place(gate, 600);
        var large = Hold(gate, 800);

        Assert.Equal(AdmissionKind.NoRoom, gate.TryPlace(gate.Fleet.TheModel(), TestFleet.Work(10, 0), []).Kind);
        var small = Hold(gate, 10);
        Assert.Equal((null, null), (large.Placement, small.Placement));
    }

    [Fact]
    public void Line_SmallOnesKeepComing_LargeOneIsServedWhenThoseBeforeItAreDone()
    {
        Backend[] backends = [TestFleet.Cache("a", 1000), TestFleet.Cache("b", 1000)];
        var gate = Gate(backends);
        var before = Enumerable.Range(0, 12).Select(_ => Place(gate, 150)).ToArray();
        var large = Hold(gate, 900);
        var small = Enumerable.Range(0, 50).Select(_ => Hold(gate, 150)).ToArray();

        foreach (var placement in before.Where(placement => placement.Backend == backends[0]))
        {
            Assert.Null(large.Placement);
            placement.Lease.Settle();
        }

        Assert.Equal("a", large.Placement?.Backend.Name);
        Assert.All(small, one => Assert.Null(one.Placement));
        before.First(placement => placement.Backend == backends[1]).Lease.Settle();
        Assert.NotNull(small[0].Placement);
        Assert.Null(small[1].Placement);
    }

    [Fact]
    public void Line_AnotherModelOnTheSameBackend_DoesNotPass()
    {
        var fleet = TestFleet.Of(
            TestFleet.Cache("a", 1000, models: ["x", "y"]), TestFleet.Cache("b", 1000, models: ["y"]));
        var gate = TestFleet.Gate(fleet, time: _time);
        var (x, y) = (fleet.FindModel("x"u8)!, fleet.FindModel("y"u8)!);
        gate.TryPlace(x, TestFleet.Work(600, 0), []);
        var large = new RecordingHeldRequest(x, TestFleet.Work(900, 0), []);
        gate.PlaceOrHold(large);

        // What x waits for is closed to y, the rest is not.
        for (var i = 0; i < 9; i++)
            Assert.Equal("b", gate.TryPlace(y, TestFleet.Work(100, 0), []).Placement.Backend.Name);
        Assert.Equal(AdmissionKind.NoRoom, gate.TryPlace(y, TestFleet.Work(100, 0), []).Kind);
        Assert.Null(large.Placement);
    }

    [Fact]
    public void Line_FirstWaitsForKvElsewhere_DoesNotBlockOthers()
    {
        Backend[] backends = [TestFleet.Cache("a", 1000), TestFleet.Cache("b", 1000)];
        var gate = Gate(backends);
        foreach (var backend in backends)
            Place(gate, 600, [.. backends.Where(other => other != backend)]);
        // It has tried b already, so that only a is waited for.
        var retry = Hold(gate, 900, backends[1]);

        Assert.Equal("b", Place(gate, 100).Backend.Name);
        Assert.Equal(AdmissionKind.NoRoom, gate.TryPlace(gate.Fleet.TheModel(), TestFleet.Work(900, 0), []).Kind);
        Assert.Null(retry.Placement);
    }

    [Fact]
    public void Line_FirstLeaves_ThoseWhoWaitedBehindItAreServedAtOnce()
    {
        var gate = Gate(TestFleet.Cache("a", 1000));
        Place(gate, 600);
        var large = Hold(gate, 800);
        var small = Hold(gate, 100);

        gate.Withdraw(large);

        Assert.NotNull(small.Placement);
    }

    [Fact]
    public void Line_WaitedForBackendIsTakenOut_KeepsNothingForTheFirst()
    {
        var fleet = TestFleet.Of(
            TestFleet.Cache("a", 1000, models: ["x", "y"]), TestFleet.Cache("b", 1000, models: ["x"]));
        var gate = TestFleet.Gate(fleet, time: _time);
        var (x, y) = (fleet.FindModel("x"u8)!, fleet.FindModel("y"u8)!);
        gate.TryPlace(x, TestFleet.Work(600, 0), []);
        gate.TryPlace(x, TestFleet.Work(600, 0), []);
        var large = new RecordingHeldRequest(x, TestFleet.Work(900, 0), []);
        gate.PlaceOrHold(large);
        gate.Drain(fleet.Backends[0]);
        gate.Enable(fleet.Backends[0]);
        gate.Drain(fleet.Backends[1]);
        Assert.Equal(AdmissionKind.NoRoom, gate.TryPlace(y, TestFleet.Work(100, 0), []).Kind);

        gate.ReplaceFleet(TestFleet.Of(fleet.Backends[0], TestFleet.Backend("c", models: ["x"])));

        Assert.Equal("c", large.Placement?.Backend.Name);
        Assert.Equal("a", gate.TryPlace(y, TestFleet.Work(100, 0), []).Placement.Backend.Name);
    }

    [Fact]
    public void Line_FleetIsReplaced_KeepsItsOrder()
    {
        var backend = TestFleet.Cache("a", 1000);
        var gate = Gate(backend);
        Place(gate, 600);
        RecordingHeldRequest[] held = [Hold(gate, 800), Hold(gate, 100), Hold(gate, 100)];

        gate.ReplaceFleet(TestFleet.Of(backend, TestFleet.Cache("b", 850)));

        Assert.Equal("b", held[0].Placement?.Backend.Name);
        Assert.Equal("a", held[1].Placement?.Backend.Name);
        Assert.Equal("a", held[2].Placement?.Backend.Name);
    }

    [Fact]
    public void Line_EjectedBackendIsAlsoFull_IsNotKeptForTheFirst()
    {
        var fleet = TestFleet.Of(
            TestFleet.Cache("a", 1000, models: ["x"]), TestFleet.Cache("sick", 1000, models: ["x", "y"]));
        var gate = TestFleet.Gate(fleet, time: _time);
        var (x, y) = (fleet.FindModel("x"u8)!, fleet.FindModel("y"u8)!);
        gate.TryPlace(x, TestFleet.Work(600, 0), [fleet.Backends[0]]);
        gate.TryPlace(x, TestFleet.Work(600, 0), [fleet.Backends[1]]);
        for (var i = 0; i < 3; i++)
            gate.Observe(fleet.Backends[1], new Outcome(OutcomeKind.Unreachable, null, null, null, null, 0));
        gate.PlaceOrHold(new RecordingHeldRequest(x, TestFleet.Work(900, 0), []));

        // The first would not be sent there while a is well, so nothing is kept there for it.
        Assert.Equal(Standing.LastResort, fleet.Backends[1].Health.Read(0).Standing);
        Assert.Equal("sick", gate.TryPlace(y, TestFleet.Work(100, 0), []).Placement.Backend.Name);
    }

    [Fact]
    public void Usage_TellsOfASmallerPrompt_MakesRoomInTheMiddleOfAStream()
    {
        var gate = Gate(TestFleet.Cache("a", 1000));
        var running = Place(gate, 900);
        var held = Hold(gate, 400);

        running.Lease.ReleasePrefill();
        running.Lease.ObserveUsage(promptTokens: 300, outputTokens: null);

        Assert.NotNull(held.Placement);
    }

    [Fact]
    public void Slots_AndCache_LackOfCacheIsToldFirst()
    {
        Backend[] backends = [TestFleet.Cache("a", 1000), TestFleet.Cache("b", 9000, maxConcurrency: 1)];
        var gate = Gate(backends);
        Place(gate, 600, backends[1]);
        Place(gate, 100, backends[0]);

        Assert.Equal(RoomLack.Kv, Hold(gate, 900).Lack);
        Assert.Equal(RoomLack.Slots, Hold(gate, 100, backends[0]).Lack);
    }

    [Fact]
    public void EngineRestarted_WithALargerCache_LetsTheLineThrough()
    {
        var backend = TestFleet.Backend("a");
        var gate = Gate(backend);
        gate.LearnState(backend, State(1000));
        Place(gate, 600);
        var held = Hold(gate, 400);
        Assert.Null(held.Placement);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((1000, null), (backend.KvCapacityTokens!.Value, held.Placement));
        gate.LearnState(backend, State(2000));

        Assert.NotNull(held.Placement);
        gate.LearnState(backend, State(null));
        Assert.Null(backend.KvCapacityTokens);
    }

    [Fact]
    public void Configured_Capacity_StandsAboveWhatTheEngineTells()
    {
        var backend = TestFleet.Cache("a", 1000);
        var gate = Gate(backend);
        gate.LearnState(backend, State(100_000));
        Place(gate, 600);

        Assert.Equal(1000, backend.KvCapacityTokens);
        Assert.Equal(RoomLack.Kv, Hold(gate, 400).Lack);
    }

    [Fact]
    public void Decision_WhileALongLineWaitsForKv_AllocatesNothingAndIsShort()
    {
        Backend[] backends = [.. Enumerable.Range(0, 8).Select(index => TestFleet.Cache($"b{index}", 1000))];
        var gate = TestFleet.Gate(TestFleet.Of(backends), maxHeldRequests: 20_000, time: _time);
        for (var i = 0; i < backends.Length; i++)
            Place(gate, 600);
        for (var i = 0; i < 10_000; i++)
            Hold(gate, 900);
        var model = gate.Fleet.TheModel();
        for (var i = 0; i < 100; i++)
            gate.TryPlace(model, TestFleet.Work(10, 0), []);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var i = 0; i < 100; i++)
            gate.TryPlace(model, TestFleet.Work(10, 0), []);
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        // Of each of 10,000 it would be milliseconds.
        Assert.InRange(seconds / 100, 0, 0.000_3);
    }

    private static EngineState State(long? kvTokens) => new()
    {
        Engine = "test",
        KvCapacityTokens = kvTokens,
        ScrapedAtSeconds = 0,
        FreshForSeconds = 1,
    };

    private AdmissionGate Gate(params Backend[] backends) => TestFleet.Gate(TestFleet.Of(backends), time: _time);

    private static Placement Place(AdmissionGate gate, long promptTokens, params ImmutableArray<Backend> tried) =>
        gate.Place(TestFleet.Work(promptTokens, outputTokens: 0), tried);

    private static RecordingHeldRequest Hold(
        AdmissionGate gate, long promptTokens, params ImmutableArray<Backend> tried)
    {
        var held = new RecordingHeldRequest(
            gate.Fleet.TheModel(), TestFleet.Work(promptTokens, outputTokens: 0), tried);
        Assert.Equal(AdmissionKind.Held, gate.PlaceOrHold(held).Kind);
        return held;
    }
}
