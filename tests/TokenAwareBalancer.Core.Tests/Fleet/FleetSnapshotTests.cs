using System.Text;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Fleet;

public sealed class FleetSnapshotTests
{
    [Fact]
    public void FindModel_ListedByTwo_HasBothAsBackends()
    {
        var fleet = TestFleet.Of(
            TestFleet.Backend("a", models: ["x"]), TestFleet.Backend("b", models: ["x", "y"]));

        Assert.Equal(["a", "b"], fleet.FindModel("x"u8)!.Backends.Select(backend => backend.Name));
        Assert.Equal(["b"], fleet.FindModel("y"u8)!.Backends.Select(backend => backend.Name));
    }

    [Fact]
    public void FindModel_NobodyServesIt_IsNull() =>
        Assert.Null(TestFleet.Of(TestFleet.Backend("a")).FindModel("unknown"u8));

    [Fact]
    public void FindModel_BackendWithoutList_ServesAnyName()
    {
        var fleet = new FleetSnapshot([ServingAnything("any")], [], BalancingPolicies.Default);

        var model = fleet.FindModel("whatever/you-like:7b"u8)!;

        Assert.Equal("whatever/you-like:7b", model.Name);
        Assert.Same(model, fleet.FindModel("whatever/you-like:7b"u8));
        Assert.False(fleet.IsConfigured(model));
    }

    [Fact]
    public void FindModel_ThousandsOfInventedNames_ShareOneAfterTheBound()
    {
        var fleet = new FleetSnapshot([ServingAnything("any")], [], BalancingPolicies.Default);

        var models = Enumerable.Range(0, 5000).Select(i => fleet.FindModel(Encoding.UTF8.GetBytes($"m{i}"))).ToHashSet();

        Assert.Equal(1001, models.Count);
    }

    [Fact]
    public void FindModel_AbsurdlyLongName_IsNull() => Assert.Null(
        new FleetSnapshot([ServingAnything("any")], [], BalancingPolicies.Default).FindModel(new byte[100_000]));

    [Fact]
    public void FindModel_KnownName_AllocatesNothing()
    {
        var fleet = TestFleet.Of(TestFleet.Backend("a"));
        fleet.FindModel("m"u8);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            fleet.FindModel("m"u8);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Fleet_Replaced_KeepsBeliefsAboutModels()
    {
        var old = TestFleet.Of(TestFleet.Backend("a"));
        old.TheModel().Beliefs.ObserveOutput(10, 1);

        var next = new FleetSnapshot([TestFleet.Backend("b")], [], BalancingPolicies.Default, old);

        Assert.Same(old.TheModel().Beliefs, next.TheModel().Beliefs);
    }

    [Fact]
    public void Fleet_ReplacedByOneWithAnotherTokenizer_ForgetsHowTheOldOneWasOff()
    {
        var old = FleetWith(new LengthCounter());
        var beliefs = old.TheModel().Beliefs;
        beliefs.ObserveCount("a", 100, 90, 1, 200);
        beliefs.ObserveOutput(10, 1);

        // Of the same name: a file that was replaced in place.
        var next = FleetWith(new LengthCounter(), old).TheModel().Beliefs;
        beliefs.ObserveCount("a", 100, 90, 1, 200);

        Assert.Equal(0, next.Drift.Belief.Observations);
        Assert.Empty(next.DriftOfBackends);
        Assert.Equal(beliefs.MeanOutputTokens, next.MeanOutputTokens);
    }

    [Fact]
    public void Fleet_ReplacedByOneWithTheSameTokenizer_RemembersHowItIsOff()
    {
        var counter = new LengthCounter();
        var old = FleetWith(counter);
        old.TheModel().Beliefs.ObserveCount("a", 100, 90, 1, 200);

        Assert.Equal(1, FleetWith(counter, old).TheModel().Beliefs.Drift.Belief.Observations);
    }

    [Fact]
    public void Fleet_BackendLeaves_ForgetsItsCounts()
    {
        var old = TestFleet.Of(TestFleet.Backend("a"), TestFleet.Backend("b"));
        old.TheModel().Beliefs.ObserveCount("a", 100, 90, 1, 110);
        old.TheModel().Beliefs.ObserveCount("b", 100, 90, 1, 110);

        var next = new FleetSnapshot([TestFleet.Backend("b")], [], BalancingPolicies.Default, old);

        Assert.Equal(["b"], next.TheModel().Beliefs.DriftOfBackends.Keys);
        Assert.Equal(2, next.TheModel().Beliefs.Drift.Belief.Observations);
    }

    [Fact]
    public void TokenCounter_NobodyServesTheModelJustNow_IsThatOfTheNamesOfTheConfiguration()
    {
        var definition = new ModelDefinition("fast", TokenCounterFrom: TokenizerOrigin.ModelName)
        {
            OwnNames = ["gpt-4o"],
        };

        var fleet = new FleetSnapshot([], [definition], BalancingPolicies.Default);

        Assert.Equal("o200k_base", fleet.FindModel("fast"u8)!.TokenCounter?.Name);
    }

    private static FleetSnapshot FleetWith(ITokenCounter counter, FleetSnapshot? previous = null) => new(
        [TestFleet.Backend("a")], [new ModelDefinition("m", counter)], BalancingPolicies.Default, previous);

    private sealed class LengthCounter : ITokenCounter
    {
        public string Name => "tokenizer.json";

        public int CountTokens(ReadOnlySpan<byte> utf8Text) => utf8Text.Length;
    }

    private static Backend ServingAnything(string name) =>
        new(new BackendDefinition { Name = name, Address = new Uri("http://127.0.0.1:1") });
}
