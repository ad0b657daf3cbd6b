using System.Collections.Frozen;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing;

public sealed class LoadedModelsTests
{
    [Fact]
    public void Backend_ThatHasTheModelInMemory_GoesFirstWhileItHasRoom()
    {
        var (cold, warm) = (TestFleet.Backend("cold"), TestFleet.Backend("warm"));
        Tell(cold);
        Tell(warm, TheName(cold, warm));
        var gate = TestFleet.Gate(TestFleet.Of(cold, warm));

        var chosen = Enumerable.Range(0, 5).Select(_ => gate.Place(TestFleet.Work(1000)).Backend.Name).ToArray();

        // Without a limit, four are taken for room.
        Assert.Equal(["warm", "warm", "warm", "warm", "cold"], chosen);
    }

    [Fact]
    public void Backend_WithALimit_KeepsItsModelsRequestsUntilItIsFull()
    {
        var (cold, warm) = (TestFleet.Backend("cold"), TestFleet.Backend("warm"));
        Tell(cold);
        Tell(warm, TheName(cold, warm));
        var gate = TestFleet.Gate(TestFleet.Of(cold, warm));
        gate.LearnMaxConcurrency(warm, 6);

        var chosen = Enumerable.Range(0, 7).Select(_ => gate.Place(TestFleet.Work(1000)).Backend.Name).ToArray();

        Assert.Equal([.. Enumerable.Repeat("warm", 6), "cold"], chosen);
    }

    [Fact]
    public void Backend_ThatDoesNotTell_IsAsGoodAsOneThatHasIt()
    {
        var (silent, warm) = (TestFleet.Backend("silent"), TestFleet.Backend("warm"));
        Tell(warm, TheName(silent, warm));
        var gate = TestFleet.Gate(TestFleet.Of(silent, warm));

        var chosen = Enumerable.Range(0, 4).Select(_ => gate.Place(TestFleet.Work(1000)).Backend.Name);

        Assert.All(chosen.CountBy(name => name), pair => Assert.Equal(2, pair.Value));
    }

    [Fact]
    public void Backends_ThatAllLackIt_AreChosenAmongByThePolicy()
    {
        var (first, second) = (TestFleet.Backend("first"), TestFleet.Backend("second"));
        Tell(first, "another");
        Tell(second);
        var gate = TestFleet.Gate(TestFleet.Of(first, second));

        var chosen = Enumerable.Range(0, 4).Select(_ => gate.Place(TestFleet.Work(1000)).Backend.Name);

        Assert.All(chosen.CountBy(name => name), pair => Assert.Equal(2, pair.Value));
    }

    private static void Tell(Backend backend, params string[] models) => backend.LoadedModels = models.ToFrozenSet();

    private static string TheName(params Backend[] backends) => TestFleet.Of(backends).TheModel().Name;
}
