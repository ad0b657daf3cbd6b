using System.Text;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Fakes;

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

    private static Backend ServingAnything(string name) =>
        new(new BackendDefinition { Name = name, Address = new Uri("http://127.0.0.1:1") });
}
