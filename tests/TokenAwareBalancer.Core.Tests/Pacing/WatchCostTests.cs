using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Pacing;

/// <summary>What watching an engine costs those whose tokens pass by.</summary>
public sealed class WatchCostTests
{
    private readonly CountingClock _clock = new();
    private readonly Backend _backend = TestFleet.Backend("a");
    private readonly AdmissionGate _gate;

    public WatchCostTests() => _gate = TestFleet.Gate(TestFleet.Of(_backend), time: _clock);

    [Fact]
    public void Token_OfAStreamThatIsNotWatched_DoesNotEvenReadTheClock()
    {
        var watched = Stream();
        var other = Stream();
        // Its work is reported in lots of 32 tokens: the first was one.
        var before = _clock.Reads;
        for (var token = 0; token < 30; token++)
            other.ObserveOutput(1);

        Assert.Equal(before, _clock.Reads);
        Assert.True(_backend.Watch.Wants(watched));
        Assert.False(_backend.Watch.Wants(other));
    }

    [Fact]
    public void Tokens_OfManyStreams_AllocateNothing()
    {
        Lease[] leases = [.. Enumerable.Range(0, 20).Select(_ => Stream())];
        Tick(leases, 200);
        // Speeds are put together twice a second, and published as a new object each time.
        _clock.Seconds += 1;
        leases[0].ObserveOutput(40);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Tick(leases, 20, seconds: 0.01);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Minutes_OfTicks_AllocateAKilobyteEachHalfSecond()
    {
        Lease[] leases = [.. Enumerable.Range(0, 20).Select(_ => Stream())];
        Tick(leases, 200);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Tick(leases, 6000, seconds: 0.02);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 240.0, 1, 1024);
    }

    [Fact]
    public void Watch_StreamThatEnds_GivesWayToTheNext()
    {
        var first = Stream();
        var second = Stream();
        first.Settle();
        second.ObserveOutput(1);

        Assert.False(_backend.Watch.Wants(Stream()));
        Assert.True(_backend.Watch.Wants(second));
    }

    [Fact]
    public void Watch_StreamThatFallsSilent_GivesWayToOneThatDoesNot()
    {
        var silent = Stream();
        var lively = Stream();
        for (var token = 0; token < 100; token++)
        {
            _clock.Seconds += 0.05;
            lively.ObserveOutput(1);
        }

        Assert.True(_backend.Watch.Wants(lively));
        Assert.False(_backend.Watch.Wants(silent));
    }

    [Fact]
    public async Task Watch_ManyThreadsAtOnce_EndsWithNothingInLine()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() => Churn(thread))));

        var (head, progress) = _backend.Watch.ReadPrefill(_gate.NowSeconds);
        Assert.Equal((default, default), (head, progress.Remaining));
        Assert.Equal(default, _backend.Ledger.Read());
    }

    private void Churn(int thread)
    {
        var random = new Random(thread);
        for (var i = 0; i < 2000; i++)
        {
            var lease = _gate.Place(TestFleet.Work(random.Next(0, 9000))).Lease;
            if (random.Next(4) > 0)
                lease.ReleasePrefill();
            for (var token = random.Next(50); token > 0; token--)
                lease.ObserveOutput(1);
            if (random.Next(3) == 0)
                lease.ObserveUsage(random.Next(0, 9000), 10, random.Next(0, 9000));
            lease.Settle();
            _clock.Seconds += 0.0001;
        }
    }

    private void Tick(Lease[] leases, int iterations, double seconds = 0.02)
    {
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            _clock.Seconds += seconds;
            foreach (var lease in leases)
                lease.ObserveOutput(1);
        }
    }

    private Lease Stream()
    {
        var lease = _gate.Place(TestFleet.Work(100, outputTokens: 100_000)).Lease;
        lease.ReleasePrefill();
        lease.ObserveOutput(1);
        return lease;
    }

    private sealed class CountingClock : TimeProvider
    {
        private double _seconds;

        public double Seconds
        {
            get => Volatile.Read(ref _seconds);
            set => Volatile.Write(ref _seconds, value);
        }

        public int Reads { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            Reads++;
            return (long)(Seconds * TimestampFrequency);
        }
    }
}
