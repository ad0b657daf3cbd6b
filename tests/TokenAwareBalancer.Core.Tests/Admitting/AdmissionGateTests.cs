using System.Diagnostics;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Admitting;

public sealed class AdmissionGateTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Gate_BurstOfEqualPrompts_SpreadsBecauseChoosingCharges()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a"), TestFleet.Backend("b"), TestFleet.Backend("c")));

        var burst = Enumerable.Range(0, 9).Select(_ => gate.Place(TestFleet.Work(500)).Backend.Name).ToArray();

        Assert.All(burst.CountBy(name => name), pair => Assert.Equal(3, pair.Value));
    }

    [Fact]
    public void Gate_ModelServedByOne_NeverGoesElsewhere()
    {
        var fleet = TestFleet.Of(TestFleet.Backend("a", models: ["x"]), TestFleet.Backend("b", models: ["x", "y"]));
        var gate = TestFleet.Gate(fleet);
        var model = fleet.FindModel("y"u8)!;

        for (var i = 0; i < 100; i++)
            Assert.Equal("b", gate.TryPlace(model, TestFleet.Work(10), []).Placement.Backend.Name);
    }

    [Fact]
    public void Gate_TriedBackend_IsNotChosenAgain()
    {
        Backend[] backends = [TestFleet.Backend("a"), TestFleet.Backend("b")];
        var gate = TestFleet.Gate(TestFleet.Of(backends));

        Assert.Equal("b", gate.Place(TestFleet.Work(10), backends[0]).Backend.Name);
        Assert.Equal(AdmissionKind.NoBackend, gate.TryPlace(gate.Fleet.TheModel(), TestFleet.Work(10), [.. backends]).Kind);
    }

    [Fact]
    public void Gate_SuspectBackend_IsPassedOverUntilItsTimeIsUp()
    {
        Backend[] backends = [TestFleet.Backend("dead"), TestFleet.Backend("a"), TestFleet.Backend("b")];
        var gate = TestFleet.Gate(TestFleet.Of(backends), time: _time);
        gate.Report(backends[0], isServing: false);

        for (var i = 0; i < 100; i++)
            Assert.NotEqual("dead", gate.Place(TestFleet.Work(100)).Backend.Name);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("dead", gate.Place(TestFleet.Work(100)).Backend.Name);
    }

    [Fact]
    public void Gate_OthersAreTriedOrFull_ChoosesTheSuspectOne()
    {
        Backend[] backends = [TestFleet.Backend("dead"), TestFleet.Backend("a"), TestFleet.Backend("b", maxConcurrency: 1)];
        var gate = TestFleet.Gate(TestFleet.Of(backends), time: _time);
        gate.Report(backends[0], isServing: false);
        Assert.Equal("b", gate.Place(TestFleet.Work(100), backends[1]).Backend.Name);

        Assert.Equal("dead", gate.Place(TestFleet.Work(100), backends[1]).Backend.Name);
    }

    [Fact]
    public void Gate_AllAreSuspect_TriesThemAll()
    {
        Backend[] backends = [TestFleet.Backend("a"), TestFleet.Backend("b")];
        var gate = TestFleet.Gate(TestFleet.Of(backends), time: _time);
        foreach (var backend in backends)
            gate.Report(backend, isServing: false);

        var chosen = Enumerable.Range(0, 4).Select(_ => gate.Place(TestFleet.Work(100)).Backend.Name);

        Assert.Equal(["a", "a", "b", "b"], chosen.Order());
    }

    [Fact]
    public void Gate_LongLineForAnotherModel_CostsThisOneNothing()
    {
        var fleet = TestFleet.Of(
            TestFleet.Backend("a", maxConcurrency: 1, models: ["x"]), TestFleet.Backend("b", models: ["y"]));
        var gate = TestFleet.Gate(fleet, maxHeldRequests: 20_000);
        var (x, y) = (fleet.FindModel("x"u8)!, fleet.FindModel("y"u8)!);
        gate.TryPlace(x, TestFleet.Work(1), []);
        var before = TimeOf(() => PlaceAndSettle(gate, y));
        for (var held = 0; held < 20_000; held++)
            gate.PlaceOrHold(new RecordingHeldRequest(x, TestFleet.Work(1), []));

        // With the whole line walked at each step it is thousands of times as long.
        Assert.InRange(TimeOf(() => PlaceAndSettle(gate, y)) / before, 0, 20);
    }

    [Fact]
    public void LearnedLimit_NothingIsConfigured_HoldsWhatIsBeyondIt()
    {
        var backend = TestFleet.Backend("a");
        var gate = TestFleet.Gate(TestFleet.Of(backend));
        gate.LearnMaxConcurrency(backend, 2);

        var running = new[] { gate.Place(TestFleet.Work(10)), gate.Place(TestFleet.Work(10)) };
        var held = Hold(gate);

        Assert.Null(held.Placement);
        running[0].Lease.Settle();
        Assert.NotNull(held.Placement);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(null)]
    public void LearnedLimit_Raised_LetsThoseInLineThroughAtOnce(int? raised)
    {
        var backend = TestFleet.Backend("a");
        var gate = TestFleet.Gate(TestFleet.Of(backend));
        gate.LearnMaxConcurrency(backend, 1);
        gate.Place(TestFleet.Work(10));
        RecordingHeldRequest[] held = [Hold(gate), Hold(gate), Hold(gate)];

        gate.LearnMaxConcurrency(backend, raised);

        Assert.Equal(raised - 1 ?? 3, held.Count(request => request.Placement is not null));
        Assert.NotNull(held[0].Placement);
    }

    [Fact]
    public void LearnedLimit_Lowered_WaitsUntilWhatIsInFlightIsBelowIt()
    {
        var backend = TestFleet.Backend("a");
        var gate = TestFleet.Gate(TestFleet.Of(backend));
        Placement[] running = [.. Enumerable.Range(0, 3).Select(_ => gate.Place(TestFleet.Work(10)))];
        gate.LearnMaxConcurrency(backend, 2);
        var held = Hold(gate);

        running[0].Lease.Settle();
        Assert.Equal((null, 2), (held.Placement, backend.Ledger.Read().Requests));

        running[1].Lease.Settle();
        Assert.NotNull(held.Placement);
        running[2].Lease.Settle();
        held.Placement.Value.Lease.Settle();
        Assert.Equal(default, backend.Ledger.Read());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void LearnedLimit_OneIsConfigured_ChangesNothing(int learned)
    {
        var backend = TestFleet.Backend("a", maxConcurrency: 2);
        var gate = TestFleet.Gate(TestFleet.Of(backend));
        gate.LearnMaxConcurrency(backend, learned);

        gate.Place(TestFleet.Work(10));
        gate.Place(TestFleet.Work(10));

        Assert.Equal((2, learned), (backend.MaxConcurrency, backend.LearnedMaxConcurrency));
        Assert.Equal(AdmissionKind.NoRoom, gate.TryPlace(gate.Fleet.TheModel(), TestFleet.Work(10), []).Kind);
    }

    [Fact]
    public void Gate_AllAtTheirLimit_HoldsInOrderAndServesInOrder()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a", maxConcurrency: 1)));
        var running = gate.Place(TestFleet.Work(10));
        var first = Hold(gate);
        var second = Hold(gate);

        running.Lease.Settle();

        Assert.NotNull(first.Placement);
        Assert.Null(second.Placement);
        first.Placement.Value.Lease.Settle();
        Assert.NotNull(second.Placement);
    }

    [Fact]
    public void Gate_NewcomerWhileOthersWait_DoesNotOvertake()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a", maxConcurrency: 1)));
        var running = gate.Place(TestFleet.Work(10));
        var first = Hold(gate);
        running.Lease.Settle();

        var newcomer = gate.TryPlace(gate.Fleet.TheModel(), TestFleet.Work(1), []);

        Assert.NotNull(first.Placement);
        Assert.Equal(AdmissionKind.NoRoom, newcomer.Kind);
    }

    [Fact]
    public void Gate_RoomThatTheLineHasNotHeardOf_IsTheLines()
    {
        var backend = TestFleet.Backend("a", maxConcurrency: 1);
        var gate = TestFleet.Gate(TestFleet.Of(backend));
        // A lease lowers its ledger a moment before it tells the gate: this one never tells.
        var running = new Lease(backend, TestFleet.Work(10), new SilentLeaseObserver());
        var first = Hold(gate);
        running.Settle();

        var newcomer = gate.TryPlace(gate.Fleet.TheModel(), TestFleet.Work(1), []);

        Assert.NotNull(first.Placement);
        Assert.Equal(AdmissionKind.NoRoom, newcomer.Kind);
    }

    [Fact]
    public void Gate_HeadOfLineWaitsForAnotherBackend_DoesNotBlockTheRest()
    {
        var fleet = TestFleet.Of(
            TestFleet.Backend("a", maxConcurrency: 1, models: ["x"]),
            TestFleet.Backend("b", maxConcurrency: 1, models: ["y"]));
        var gate = TestFleet.Gate(fleet);
        gate.TryPlace(fleet.FindModel("x"u8)!, TestFleet.Work(1), []);
        var onB = gate.TryPlace(fleet.FindModel("y"u8)!, TestFleet.Work(1), []).Placement;
        var waitsForA = Hold(gate, "x");
        var waitsForB = Hold(gate, "y");

        onB.Lease.Settle();

        Assert.Null(waitsForA.Placement);
        Assert.Equal("b", waitsForB.Placement!.Value.Backend.Name);
    }

    [Fact]
    public void Gate_LineIsFull_RefusesWithoutCharging()
    {
        var backend = TestFleet.Backend("a", maxConcurrency: 1);
        var gate = TestFleet.Gate(TestFleet.Of(backend), maxHeldRequests: 1);
        gate.Place(TestFleet.Work(10));
        Hold(gate);
        var charged = backend.Ledger.Read();

        var refused = gate.PlaceOrHold(new RecordingHeldRequest(gate.Fleet.TheModel(), TestFleet.Work(10), []));

        Assert.Equal(AdmissionKind.NoRoom, refused.Kind);
        Assert.Equal(charged, backend.Ledger.Read());
        Assert.Equal(1, gate.HeldRequests);
    }

    [Fact]
    public void Gate_WithdrawnRequest_IsNotPlaced()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a", maxConcurrency: 1)));
        var running = gate.Place(TestFleet.Work(10));
        var held = Hold(gate);

        Assert.True(gate.Withdraw(held));
        running.Lease.Settle();

        Assert.Null(held.Placement);
        Assert.False(gate.Withdraw(held));
    }

    [Fact]
    public void Gate_BackendRemoved_OldLeasesSettleIntoTheOldLedger()
    {
        var old = TestFleet.Backend("a");
        var gate = TestFleet.Gate(TestFleet.Of(old));
        var lease = gate.Place(TestFleet.Work(10)).Lease;
        var returned = TestFleet.Backend("a");
        gate.ReplaceFleet(TestFleet.Of(returned));
        var newLease = gate.Place(TestFleet.Work(20)).Lease;

        lease.Settle();

        Assert.Equal(default, old.Ledger.Read());
        Assert.Equal(20, returned.Ledger.Read().PromptTokens);
        newLease.Settle();
        Assert.Equal(default, returned.Ledger.Read());
    }

    [Fact]
    public void Gate_ModelNoLongerServed_RefusesThoseInLine()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a", maxConcurrency: 1)));
        gate.Place(TestFleet.Work(10));
        var held = Hold(gate);

        gate.ReplaceFleet(TestFleet.Of(TestFleet.Backend("b", models: ["other"])));

        Assert.True(held.IsRefused);
        Assert.Equal(0, gate.HeldRequests);
    }

    [Fact]
    public void RetryAfter_DrainRateKnown_IsTokensAheadOverRate()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a", maxConcurrency: 1)), time: _time);
        for (var second = 0; second < 120; second++)
        {
            var lease = gate.Place(TestFleet.Work(100, outputTokens: 0)).Lease;
            lease.ReleasePrefill();
            _time.Advance(TimeSpan.FromSeconds(1));
            lease.Settle();
        }

        gate.Place(TestFleet.Work(1000, outputTokens: 0));
        Hold(gate, promptTokens: 500);

        // 1,500 tokens ahead at 100 a second.
        Assert.InRange(gate.EstimateRetryAfterSeconds(gate.Fleet.TheModel()), 14, 16);
    }

    [Fact]
    public void RetryAfter_PromptsThatNobodyComputed_AreNotWorkDone()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a", maxConcurrency: 1)), time: _time);
        for (var second = 0; second < 120; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            gate.Place(TestFleet.Work(100, outputTokens: 0)).Lease.Settle();
        }

        gate.Place(TestFleet.Work(100_000, outputTokens: 0));

        Assert.Equal(1, gate.EstimateRetryAfterSeconds(gate.Fleet.TheModel()));
    }

    [Fact]
    public void RetryAfter_NothingKnown_IsOneSecond()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a")));

        Assert.Equal(1, gate.EstimateRetryAfterSeconds(gate.Fleet.TheModel()));
    }

    private static void PlaceAndSettle(AdmissionGate gate, ServedModel model)
    {
        for (var i = 0; i < 200; i++)
            gate.TryPlace(model, TestFleet.Work(1), []).Placement.Lease.Settle();
    }

    /// <summary>The best of several, in seconds.</summary>
    private static double TimeOf(Action act) => Enumerable.Range(0, 10).Min(_ =>
    {
        var started = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    });

    private static RecordingHeldRequest Hold(AdmissionGate gate, string model = "m", long promptTokens = 10)
    {
        var served = gate.Fleet.Models.Single(candidate => candidate.Name == model);
        var held = new RecordingHeldRequest(served, TestFleet.Work(promptTokens, outputTokens: 0), []);
        Assert.Equal(AdmissionKind.Held, gate.PlaceOrHold(held).Kind);
        return held;
    }

    private sealed class SilentLeaseObserver : ILeaseObserver
    {
        public void OnLeaseSettled(Backend backend, long workedTokens)
        {
        }
    }
}
