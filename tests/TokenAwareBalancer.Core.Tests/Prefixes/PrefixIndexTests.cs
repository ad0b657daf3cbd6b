using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Prefixes;

public sealed class PrefixIndexTests : PrefixTest
{
    [Fact]
    public void Prompt_BeginsAsOneBefore_IsExpectedThereAndNowhereElse()
    {
        Ask("abc");

        Assert.Equal(Letters(2), Predict("abd"));
        Assert.Equal(0, Predict("abd", backend: 1));
        Assert.Equal(0, Predict("bbc"));
    }

    [Fact]
    public void Prompt_SameAsOneBefore_HasATokenLeftToCompute()
    {
        Ask("abc");

        var again = Send("abc", otherTokens: 0);

        Assert.Equal(Letters(3) - PrefixIndex.BlockTokens, again.PredictedCachedTokens);
    }

    [Fact]
    public void Policy_PromptCachedOnOne_SeesWhatEachHolds()
    {
        var gate = new AdmissionGate(
            new FleetSnapshot(Backends, [], "lmetric"), 0, new ManualTimeProvider());
        var first = gate.Place(TestPrompt.Of("abcdef"));
        first.Lease.Answer();

        for (var turn = 0; turn < 20; turn++)
            Assert.Equal(first.Backend, PlaceAndAnswer(gate, "abcdef" + (char)('g' + turn)));
    }

    [Fact]
    public void Prompt_WhileTheFirstIsInFlight_IsExpectedToShareIt()
    {
        Send("ab");

        Assert.Equal(Letters(2), Predict("abc"));
    }

    [Fact]
    public void Try_EndsWithoutContent_LeavesOnlyWhatWasThereBefore()
    {
        Ask("ab");

        Send("abcd").Settle();

        Assert.Equal(Letters(2), Predict("abcd"));
        Assert.Equal(2, Read().Beginnings);
    }

    [Fact]
    public void Try_EndsWithoutContentBesideOneThatHasIt_LeavesWhatThatOneComputed()
    {
        var failing = Send("abc");
        Ask("abc");

        failing.Settle();

        Assert.Equal(Letters(3), Predict("abcd"));
    }

    [Fact]
    public void Backend_NobodyThere_HoldsNothing()
    {
        var inFlight = Send("xy");
        Ask("ab");

        Gate.Observe(Backends[0], new Outcome(OutcomeKind.Unreachable, null, null, null, null, 0));

        Assert.Equal(new PrefixCacheReading { CapacityTokens = 100_000, Trust = 1 }, Read());
        inFlight.Answer();
        Assert.Equal(0, Predict("xyz"));
    }

    [Fact]
    public void Backend_ProbeFindsNobody_HoldsNothing()
    {
        Ask("ab", backend: 1);

        Gate.Observe(Backends[1], ProbeResult.Absent);

        Assert.Equal(0, Read(backend: 1).BelievedTokens);
    }

    [Fact]
    public void Backend_Replaced_LeavesItsPlaceToOthers()
    {
        for (var generation = 0; generation < 2 * BackendMask.MostBackends; generation++)
        {
            var backend = TestFleet.Backend($"b{generation}");
            Gate.ReplaceFleet(TestFleet.Of(backend));
            var early = Gate.Place(TestPrompt.Of("ab"));
            early.Lease.Answer();
            Assert.Equal(0, early.Lease.PredictedCachedTokens);
            Assert.Equal(Letters(2), Gate.Place(TestPrompt.Of("abc")).Lease.PredictedCachedTokens);
        }
    }

    [Fact]
    public void Backends_AsManyAsThereAreBits_EachKnowTheirOwn()
    {
        var backends = Enumerable.Range(0, BackendMask.MostBackends)
            .Select(index => TestFleet.Backend($"b{index}", maxConcurrency: 1)).ToArray();
        var gate = TestFleet.Gate(new FleetSnapshot(backends, [], "round-robin"));
        var first = backends.Select((_, index) => gate.Place(TestPrompt.Of("all" + (char)(1000 + index)))).ToArray();
        foreach (var placement in first)
            placement.Lease.Answer();

        var again = backends.Select(_ => gate.Place(TestPrompt.Of("all" + (char)1007 + "more"))).ToArray();

        Assert.Equal(BackendMask.MostBackends, first.DistinctBy(placement => placement.Backend).Count());
        Assert.All(again, placement => Assert.Equal(
            Letters(placement.Backend == first[7].Backend ? 4 : 3), placement.Lease.PredictedCachedTokens));
    }

    [Fact]
    public void Request_HeldInLine_IsPlacedByWhatIsCachedThen()
    {
        var gate = TestFleet.Gate(TestFleet.Of(TestFleet.Backend("a", maxConcurrency: 1)));
        var first = gate.Place(TestPrompt.Of("ab")).Lease;
        var held = new RecordingHeldRequest(gate.Fleet.TheModel(), TestPrompt.Of("abc"));
        Assert.Equal(AdmissionKind.Held, gate.PlaceOrHold(held).Kind);

        first.Answer();

        Assert.Equal(Letters(2), held.Placement!.Value.Lease.PredictedCachedTokens);
    }

    [Fact]
    public void Requests_WithoutBeginnings_AreNotRemembered()
    {
        Gate.Place(TestFleet.Work(1000)).Lease.Answer();

        Assert.All([0, 1], backend => Assert.Equal(0, Read(backend).Beginnings));
    }

    private static Backend PlaceAndAnswer(AdmissionGate gate, string letters)
    {
        var placement = gate.Place(TestPrompt.Of(letters));
        placement.Lease.Answer();
        return placement.Backend;
    }
}
