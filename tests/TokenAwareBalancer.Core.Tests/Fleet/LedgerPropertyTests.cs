using FsCheck;
using FsCheck.Fluent;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Fleet;

/// <summary>Whatever happens to requests, in whatever order, every number returns to zero.</summary>
public sealed class LedgerPropertyTests
{
    [Fact]
    public void Ledger_AnyInterleaving_IsTheSumOfOpenLeasesAndEndsAtZero() =>
        Prop.ForAll<int[]>(script =>
        {
            var replay = new LedgerReplay();
            foreach (var step in script)
            {
                replay.Step(step);
                replay.AssertLedgersAreSumsOfOpenLeases();
                replay.AssertNobodyWaitsWhileThereIsRoom();
            }

            replay.EndEverything();
            replay.AssertAllZero();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithStartSize(20).WithEndSize(400));

    [Fact]
    public void Ledger_LongRandomReplay_EndsAtZero()
    {
        var random = new Random(20261120);
        var replay = new LedgerReplay();
        for (var step = 0; step < 50_000; step++)
            replay.Step(random.Next());

        replay.EndEverything();
        replay.AssertAllZero();
    }

    [Fact]
    public async Task Ledger_ManyThreadsOnTheSameLeases_EndsAtZero()
    {
        Backend[] backends = [TestFleet.Backend("a"), TestFleet.Backend("b", weight: 2), TestFleet.Backend("c")];
        var gate = TestFleet.Gate(TestFleet.Of(backends));
        var leases = new Lease[64];
        for (var i = 0; i < leases.Length; i++)
            leases[i] = gate.Place(TestFleet.Work(i)).Lease;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(() => Disturb(gate, leases, seed))));
        foreach (var lease in leases)
            lease.Settle();

        Assert.All(backends, backend => Assert.Equal(default, backend.Ledger.Read()));
        Assert.All(backends, backend => Assert.Equal(default, backend.Watch.ReadHead(nowSeconds: 0)));
        Assert.All(backends, backend => Assert.Equal(default, backend.Watch.Streams.OverlapWith(1000)));
    }

    /// <summary>Every thread observes, settles and replaces leases of the others.</summary>
    private static void Disturb(Admitting.AdmissionGate gate, Lease[] leases, int seed)
    {
        var random = new Random(seed);
        for (var step = 0; step < 20_000; step++)
        {
            ref var slot = ref leases[random.Next(leases.Length)];
            var lease = Volatile.Read(ref slot);
            switch (random.Next(5))
            {
                case 0: lease.ReleasePrefill(); break;
                case 1: lease.ObserveOutput(random.Next(5)); break;
                case 2: lease.ObserveUsage(random.Next(2000), random.Next(2000), random.Next(2000)); break;
                case 3: lease.Settle(); break;
                default:
                    var placed = gate.Place(TestFleet.Work(random.Next(10_000))).Lease;
                    Interlocked.Exchange(ref slot, placed).Settle();
                    break;
            }
        }
    }
}
