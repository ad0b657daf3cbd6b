using System.Diagnostics;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Admitting;

public sealed class AdmissionGateTests
{
    private static readonly Outcome Unreachable = new(OutcomeKind.Unreachable, null, null, null, null, 0);

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
        gate.Observe(backends[0], Unreachable);

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
        gate.Observe(backends[0], Unreachable);
        Assert.Equal("b", gate.Place(TestFleet.Work(100), backends[1]).Backend.Name);

        Assert.Equal("dead", gate.Place(TestFleet.Work(100), backends[1]).Backend.Name);
    }

    [Fact]
    public void Gate_AllAreSuspect_TriesThemAll()
    {
        Backend[] backends = [TestFleet.Backend("a"), TestFleet.Backend("b")];
        var gate = TestFleet.Gate(TestFleet.Of(backends), time: _time);
        foreach (var backend in backends)
            gate.Observe(backend, Unreachable);

        var chosen = Enumerable.Range(0, 4).Select(_ => gate.Place(TestFleet.Work(100)).Backend.Name);

        Assert.Equal(["a", "a", "b", "b"], chosen.Order());
    }

    [Fact]
    public void Gate_OthersAreOnlyFull_WaitsForThemInsteadOfTryingTheEjectedOne()
    {
        Backend[] backends = [TestFleet.Backend("dead"), TestFleet.Backend("a", maxConcurrency: 1)];
        var gate = TestFleet.Gate(TestFleet.Of(backends), time: _time);
        for (var i = 0; i < 3; i++)
            gate.Observe(backends[0], Unreachable);
        gate.Place(TestFleet.Work(100));

        Assert.Equal(AdmissionKind.NoRoom, gate.TryPlace(gate.Fleet.TheModel(), TestFleet.Work(100), []).Kind);
        Assert.Equal("dead", gate.Place(TestFleet.Work(100), backends[1]).Backend.Name);
    }

    [Fact]
    public void Gate_BackendAsksToBeLeftAlone_GetsNothingUntilThenAndIsNotSuspect()
    {
        var backend = TestFleet.Backend("busy");
        var gate = TestFleet.Gate(TestFleet.Of(backend), time: _time);
        gate.Observe(backend, Busy(retryAfterSeconds: 7));
        var held = new RecordingHeldRequest(gate.Fleet.TheModel(), TestFleet.Work(100), []);

        Assert.Equal(AdmissionKind.Held, gate.PlaceOrHold(held).Kind);
        Assert.Equal(7, gate.EstimateRetryAfterSeconds(gate.Fleet.TheModel()));
        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Null(held.Placement);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.NotNull(held.Placement);
        Assert.NotEqual(HealthState.Suspect, backend.Health.Read(7).State);
    }

    [Fact]
    public void Gate_RestIsMadeLonger_LineWaitsForItsEnd()
    {
        var backend = TestFleet.Backend("busy");
        var gate = TestFleet.Gate(TestFleet.Of(backend), time: _time);
        gate.Observe(backend, Busy(retryAfterSeconds: 2));
        gate.Observe(backend, Busy(retryAfterSeconds: 5));
        var held = new RecordingHeldRequest(gate.Fleet.TheModel(), TestFleet.Work(100), []);
        gate.PlaceOrHold(held);

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(held.Placement);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotNull(held.Placement);
    }

    [Fact]
    public void Gate_DrainingBackend_GetsNothingNewAndIsDrainedWhenItsLastAnswerEnds()
    {
        Backend[] backends = [TestFleet.Backend("a"), TestFleet.Backend("b")];
        var gate = TestFleet.Gate(TestFleet.Of(backends), time: _time);
        var last = gate.Place(TestFleet.Work(100), backends[1]);
        gate.Drain(backends[0]);

        for (var i = 0; i < 10; i++)
            Assert.Equal("b", gate.Place(TestFleet.Work(100)).Backend.Name);
        Assert.Equal(HealthState.Draining, backends[0].Health.Read(0).State);
        last.Lease.Settle();
        Assert.Equal(HealthState.Drained, backends[0].Health.Read(0).State);
        gate.Enable(backends[0]);
        Assert.Equal("a", gate.Place(TestFleet.Work(100), backends[1]).Backend.Name);
    }

    [Fact]
    public void Gate_LastBackendIsTakenOut_RefusesThoseInLine()
    {
        var backend = TestFleet.Backend("a", maxConcurrency: 1);
        var gate = TestFleet.Gate(TestFleet.Of(backend), time: _time);
        gate.Place(TestFleet.Work(100));
        var held = new RecordingHeldRequest(gate.Fleet.TheModel(), TestFleet.Work(100), []);
        gate.PlaceOrHold(held);

        gate.Disable(backend);

        Assert.True(held.IsRefused);
        Assert.Equal(AdmissionKind.NoBackend, gate.TryPlace(gate.Fleet.TheModel(), TestFleet.Work(1), []).Kind);
    }

    /// <summary>A share that rises from a tenth to all of a quarter, whatever the policy.</summary>
    [Theory]
    [InlineData("pending-prefill")]
    [InlineData("least-connections")]
    [InlineData("random")]
    public void Gate_RecoveringBackend_GetsARisingShareOfTheTraffic(string policy)
    {
        Backend[] backends = [.. Enumerable.Range(0, 4).Select(index => TestFleet.Backend($"b{index}"))];
        var gate = TestFleet.Gate(new FleetSnapshot(backends, [], policy), time: _time);
        for (var i = 0; i < 3; i++)
            gate.Observe(backends[0], Unreachable);
        gate.Observe(backends[0], ProbeResult.Good);
        Assert.Equal(HealthState.Recovering, backends[0].Health.Read(0).State);

        var parts = Enumerable.Range(0, 3).Select(_ => PartOf(backends[0], gate, requests: 10_000, seconds: 10)).ToArray();

        // A quarter of the mean share of each third of the half minute: 0.1 to 0.4, to 0.7, to 1.
        Assert.InRange(parts[0], 0.06, 0.065);
        Assert.InRange(parts[1], 0.135, 0.14);
        Assert.InRange(parts[2], 0.205, 0.215);
        Assert.Equal(HealthState.Healthy, backends[0].Health.Read(31).State);
    }

    [Fact]
    public void Gate_StalledWhileItWorkedForOthers_IsNotSick()
    {
        var backend = TestFleet.Backend("busy");
        var gate = TestFleet.Gate(TestFleet.Of(backend), time: _time);
        var other = gate.Place(TestFleet.Work(100));
        _time.Advance(TimeSpan.FromSeconds(60));
        other.Lease.ReleasePrefill();
        _time.Advance(TimeSpan.FromSeconds(60));

        for (var i = 0; i < 5; i++)
            gate.Observe(backend, new Outcome(OutcomeKind.Stalled, null, null, null, null, DurationSeconds: 120));
        Assert.NotEqual(Standing.LastResort, backend.Health.Read(120).Standing);
        for (var i = 0; i < 3; i++)
            gate.Observe(backend, new Outcome(OutcomeKind.Stalled, null, null, null, null, DurationSeconds: 30));
        Assert.Equal(HealthState.Ejected, backend.Health.Read(120).State);
    }

    [Fact]
    public void Gate_ProbingBackendWhileOthersAreFull_GetsNoCrowd()
    {
        Backend[] backends = [TestFleet.Backend("full", maxConcurrency: 1), TestFleet.Backend("b")];
        var gate = TestFleet.Gate(TestFleet.Of(backends), time: _time);
        for (var i = 0; i < 3; i++)
            gate.Observe(backends[1], new Outcome(OutcomeKind.Completed, 500, null, null, null, 0));
        gate.Place(TestFleet.Work(100));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("b", gate.Place(TestFleet.Work(100)).Backend.Name);
        for (var i = 0; i < 50; i++)
            Assert.Equal(AdmissionKind.NoRoom, gate.TryPlace(gate.Fleet.TheModel(), TestFleet.Work(100), []).Kind);
    }

    [Fact]
    public void Other_ThatIsBeingTriedOut_IsNoneToGoOnTo()
    {
        Backend[] backends = [TestFleet.Backend("a"), TestFleet.Backend("b")];
        var gate = TestFleet.Gate(TestFleet.Of(backends), time: _time);
        for (var i = 0; i < 3; i++)
            gate.Observe(backends[1], new Outcome(OutcomeKind.Completed, 500, null, null, null, 0));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(gate.HasOther(gate.Fleet.TheModel(), [backends[0]], Standing.Doubtful, TestFleet.Work(1)));
        Assert.Equal("b", gate.Place(TestFleet.Work(100)).Backend.Name);

        Assert.False(gate.HasOther(gate.Fleet.TheModel(), [backends[0]], Standing.Doubtful, TestFleet.Work(1)));
    }

    [Fact]
    public void Gate_TimeMakesRoom_LineIsServedWithoutANewcomer()
    {
        Backend[] backends = [TestFleet.Backend("full", maxConcurrency: 1), TestFleet.Backend("b")];
        var gate = TestFleet.Gate(TestFleet.Of(backends), time: _time);
        for (var i = 0; i < 3; i++)
            gate.Observe(backends[1], new Outcome(OutcomeKind.Completed, 500, null, null, null, 0));
        gate.Place(TestFleet.Work(100));
        var held = Hold(gate);

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Null(held.Placement);
        _time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.Equal("b", held.Placement?.Backend.Name);
    }

    [Fact]
    public void Gate_BestBackendIsTakenOut_LineGoesToTheLastResort()
    {
        Backend[] backends = [TestFleet.Backend("full", maxConcurrency: 1), TestFleet.Backend("b")];
        var gate = TestFleet.Gate(TestFleet.Of(backends), time: _time);
        for (var i = 0; i < 3; i++)
            gate.Observe(backends[1], new Outcome(OutcomeKind.Completed, 500, null, null, null, 0));
        gate.Place(TestFleet.Work(100));
        var held = Hold(gate);

        gate.Disable(backends[0]);

        Assert.Equal("b", held.Placement?.Backend.Name);
    }

    [Fact]
    public void Gate_LongLineWhileOneIsEjected_CostsNewcomersLittle()
    {
        Backend[] backends = [TestFleet.Backend("full", maxConcurrency: 1), TestFleet.Backend("b")];
        var gate = TestFleet.Gate(TestFleet.Of(backends), maxHeldRequests: 20_000, time: _time);
        for (var i = 0; i < 3; i++)
            gate.Observe(backends[1], new Outcome(OutcomeKind.Completed, 500, null, null, null, 0));
        gate.Place(TestFleet.Work(100));
        for (var i = 0; i < 10_000; i++)
            gate.PlaceOrHold(new RecordingHeldRequest(gate.Fleet.TheModel(), TestFleet.Work(1), []));

        // One by one it was 580 µs each.
        var seconds = TimeOf(() =>
        {
            for (var i = 0; i < 20; i++)
                gate.TryPlace(gate.Fleet.TheModel(), TestFleet.Work(1), []);
        });

        Assert.InRange(seconds / 20, 0, 0.000_3);
    }

    [Fact]
    public void Gate_ProbingBackend_GetsOneRequestAtATime()
    {
        Backend[] backends = [TestFleet.Backend("a"), TestFleet.Backend("b")];
        var gate = TestFleet.Gate(TestFleet.Of(backends), time: _time);
        for (var i = 0; i < 3; i++)
            gate.Observe(backends[0], new Outcome(OutcomeKind.Completed, 500, null, null, null, 0));
        _time.Advance(TimeSpan.FromSeconds(5));

        var trial = gate.Place(TestFleet.Work(100));
        Assert.Equal("a", trial.Backend.Name);
        for (var i = 0; i < 100; i++)
            Assert.Equal("b", gate.Place(TestFleet.Work(100)).Backend.Name);
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
        var running = new Lease(backend, TestFleet.Work(10), cachedTokens: 0, new SilentLeaseObserver());
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
        Work(gate, seconds: 120, tokensPerSecond: 100);
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
    public void RetryAfter_AfterAnHourWithoutWork_IsAsBefore()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a", maxConcurrency: 1)), time: _time);
        Work(gate, seconds: 30, tokensPerSecond: 100);
        _time.Advance(TimeSpan.FromHours(1));
        gate.Place(TestFleet.Work(1000, outputTokens: 0));

        Assert.InRange(gate.EstimateRetryAfterSeconds(gate.Fleet.TheModel()), 9, 11);
    }

    [Fact]
    public void RetryAfter_OneLongStream_CountsItsTokensAsTheyCome()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a", maxConcurrency: 1)), time: _time);
        var lease = gate.Place(TestFleet.Work(0, outputTokens: 1000)).Lease;
        lease.ReleasePrefill();
        for (var token = 0; token < 5000; token++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.01));
            lease.ObserveOutput(1);
        }

        Hold(gate, promptTokens: 1000);

        // What is held and a thousand more that the stream may still bring, at a hundred a second.
        Assert.InRange(gate.EstimateRetryAfterSeconds(gate.Fleet.TheModel()), 10, 59);
        Assert.InRange(gate.Fleet.Backends[0].ReadDrainRate(_time.GetElapsedTime(0).TotalSeconds)!.Value, 95, 105);
    }

    [Fact]
    public void RetryAfter_NothingKnown_IsOneSecond()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a")));

        Assert.Equal(1, gate.EstimateRetryAfterSeconds(gate.Fleet.TheModel()));
    }

    private void Work(AdmissionGate gate, int seconds, int tokensPerSecond)
    {
        for (var second = 0; second < seconds; second++)
        {
            var lease = gate.Place(TestFleet.Work(tokensPerSecond, outputTokens: 0)).Lease;
            _time.Advance(TimeSpan.FromSeconds(1));
            lease.ReleasePrefill();
            lease.Settle();
        }
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
        public double NowSeconds => 0;

        public void OnWork(Backend backend, long tokens)
        {
        }

        public void OnRoomMade(Backend backend)
        {
        }

        public void OnLeaseSettled(Lease lease)
        {
        }
    }

    private static Outcome Busy(double retryAfterSeconds) =>
        new(OutcomeKind.Completed, 429, null, null, null, 0, retryAfterSeconds);

    private double PartOf(Backend backend, AdmissionGate gate, int requests, double seconds)
    {
        var its = 0;
        for (var i = 0; i < requests; i++)
        {
            var placement = gate.Place(TestFleet.Work(100));
            its += placement.Backend == backend ? 1 : 0;
            placement.Lease.Settle();
            _time.Advance(TimeSpan.FromSeconds(seconds / requests));
        }

        return (double)its / requests;
    }
}
