using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Fleet;

public sealed class EngineWatchTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Backend _backend = TestFleet.Backend("a");
    private readonly AdmissionGate _gate;

    public EngineWatchTests() => _gate = TestFleet.Gate(TestFleet.Of(_backend), time: _time);

    private PrefillHead Head => _backend.Watch.ReadHead(_gate.NowSeconds);

    [Fact]
    public void Head_NobodyPending_IsNothing()
    {
        var lease = Send(100);
        lease.ReleasePrefill();

        Assert.Equal(default, Head);
    }

    [Fact]
    public void Head_SeveralPending_IsTheOneSentFirstSinceItWasSent()
    {
        Send(100);
        Pass(2);
        Send(300);
        Pass(1);

        Assert.Equal(new PrefillHead(PrefillWork.Of(100, 0), 3), Head);
    }

    [Fact]
    public void Head_FirstIsComputed_IsTheNextSinceThen()
    {
        var first = Send(100);
        Send(300);
        Pass(2);
        first.ReleasePrefill();
        Pass(1);

        Assert.Equal(new PrefillHead(PrefillWork.Of(300, 0), 1), Head);
    }

    [Fact]
    public void Head_FirstIsCancelled_IsTheNextSinceThen()
    {
        var first = Send(100);
        Send(300);
        Pass(2);
        first.Settle();

        Assert.Equal(new PrefillHead(PrefillWork.Of(300, 0), 0), Head);
    }

    [Fact]
    public void Head_ALaterOneIsCancelled_GoesOn()
    {
        Send(100);
        var middle = Send(200);
        var last = Send(300);
        Pass(2);
        middle.Settle();
        last.Settle();

        Assert.Equal(new PrefillHead(PrefillWork.Of(100, 0), 2), Head);
    }

    [Fact]
    public void Streams_OneStream_OverlapsByWhatIsLeftOfTheShorter()
    {
        var lease = Send(1000, outputTokens: 100);
        lease.ReleasePrefill();

        Assert.Equal(new StreamOverlap(100, 100 * 1000 + 5000, 5000), _backend.Watch.Streams.OverlapWith(400));
        Assert.Equal(new StreamOverlap(40, 40 * 1000 + 800, 800), _backend.Watch.Streams.OverlapWith(40));
    }

    [Fact]
    public void Streams_ManyOfUnlikeLengths_AreWithinAFewPercentOfTheSumOverAll()
    {
        var random = new Random(7);
        var (tokens, contextTokens) = (0.0, 0.0);
        const double output = 150;
        for (var i = 0; i < 1000; i++)
        {
            var left = (int)Math.Exp(2 + (random.NextDouble() * 6));
            var prompt = random.Next(10, 8000);
            Send(prompt, left);
            var common = Math.Min(left, output);
            tokens += common;
            contextTokens += common * (prompt + (common / 2));
        }

        var overlap = _backend.Watch.Streams.OverlapWith(output);
        Assert.InRange(overlap.Tokens / tokens, 0.97, 1.05);
        Assert.InRange(overlap.ContextTokens / contextTokens, 0.97, 1.05);
    }

    [Fact]
    public void Streams_AllEnded_OverlapWithNothing()
    {
        var leases = Enumerable.Range(1, 50).Select(i => Send(i * 10, outputTokens: i * 7)).ToArray();
        foreach (var lease in leases)
        {
            lease.ReleasePrefill();
            lease.ObserveOutput(33);
            lease.ObserveUsage(5, 40, cachedTokens: 2);
            lease.Settle();
        }

        Assert.Equal(default, _backend.Watch.Streams.OverlapWith(1000));
    }

    private Lease Send(long promptTokens, long outputTokens = 100) =>
        _gate.Place(TestFleet.Work(promptTokens, outputTokens)).Lease;

    private void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
