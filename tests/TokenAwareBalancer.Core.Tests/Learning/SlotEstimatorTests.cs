using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Learning;

public sealed class SlotEstimatorTests : ILeaseObserver
{
    private readonly Backend _backend = TestFleet.Backend("a");
    private readonly Queue<Lease> _streams = new();

    public double NowSeconds { get; private set; }

    private int? Limit => _backend.Watch.Slots.ReadLimit(NowSeconds);

    [Fact]
    public void Limit_ColdStart_IsNotBelievedBeforeCalmTurnsAndEightLateOnes()
    {
        Run(streams: 4);
        WaitForSlots(SlotEstimator.ConfirmationsToBelieve + 10);
        Assert.Null(Limit);

        EndAll();
        BeCalm();
        Run(streams: 4);
        WaitForSlots(SlotEstimator.ConfirmationsToBelieve - 1);
        Assert.Null(Limit);
        // They fade a little while they come.
        WaitForSlots(2);
        Assert.Equal(4, Limit);
    }

    [Fact]
    public void Limit_NothingWasLearnedForFiveSeconds_LetsOneMoreThrough()
    {
        Learn(streams: 4);

        Pass(SlotEstimator.ProbeSeconds - 0.1);
        Assert.Equal(4, Limit);
        Pass(0.2);
        Assert.Equal(5, Limit);
        WaitForSlots(1);
        Assert.Equal(4, Limit);
    }

    [Fact]
    public void Limit_ThatIsGone_GrowsWithTheFirstProbeAndIsForgottenWithTheSecond()
    {
        Learn(streams: 4);
        WaitForSlots(20);

        Start(1);
        Assert.Equal(5, Limit);
        Start(1);
        Assert.Null(Limit);
    }

    [Fact]
    public void Limit_IsLowerAfterARestart_IsLearnedAnew()
    {
        Learn(streams: 8);
        EndAll();
        Run(streams: 3);

        WaitForSlots(30);

        Assert.Equal(3, Limit);
    }

    [Fact]
    public void Limit_Unconfirmed_IsForgottenWithinEightMinutes()
    {
        Learn(streams: 4);
        WaitForSlots(20);

        Pass(300);
        Assert.NotNull(Limit);
        Pass(180);
        Assert.Null(Limit);
    }

    /// <summary>Prompts one after another, each as long as usual, while streams end.</summary>
    [Fact]
    public void PlainPrefillQueue_AtAlwaysTheSameNumberOfStreams_IsNoLimit()
    {
        BeCalm();
        Run(streams: 4);
        for (var i = 0; i < 500; i++)
        {
            var next = Send();
            Pass(0.05);
            End();
            Pass(0.06);
            Begin(next);
        }

        Assert.Null(Limit);
    }

    /// <summary>As a full KV cache makes them: late, and after an end, at numbers that depend on the sizes.</summary>
    [Fact]
    public void LateContents_AtNumbersThatVary_AreNoLimit()
    {
        var random = new Random(5);
        BeCalm();
        for (var i = 0; i < 2000; i++)
        {
            var streams = random.Next(5, 10);
            while (_streams.Count > streams)
                End();
            Run(streams);
            WaitForSlots(1);
            Assert.Null(Limit);
        }
    }

    /// <summary>A long prompt ahead is what is waited for, not the streams that end meanwhile.</summary>
    [Fact]
    public void LateContents_LongAfterTheLastEnd_AreNoLimit()
    {
        BeCalm();
        Run(streams: 4);
        for (var i = 0; i < 100; i++)
        {
            var next = Send();
            Pass(0.5);
            End();
            Pass(3);
            Begin(next);
        }

        Assert.Null(Limit);
    }

    /// <summary>Answers of one length that began together end together, and so on for ever.</summary>
    [Fact]
    public void Limit_StreamsThatEndTogether_IsLearnedAllTheSame()
    {
        BeCalm();
        Run(streams: 3);
        for (var round = 0; round < 2 * SlotEstimator.ConfirmationsToBelieve; round++)
        {
            Lease[] next = [Send(), Send(), Send()];
            Pass(2);
            EndAll();
            foreach (var lease in next)
            {
                Pass(0.1);
                Begin(lease);
            }
        }

        Assert.Equal(3, Limit);
    }

    [Fact]
    public void Requests_NotStreamed_BlurTheView()
    {
        BeCalm();
        Send(isStreamed: false);
        Run(streams: 4);

        WaitForSlots(100);

        Assert.Null(Limit);
    }

    [Fact]
    public void OneHiccup_WhileItIsCalm_DoesNotHideALimit()
    {
        BeCalm();
        var slow = Send();
        Pass(30);
        Begin(slow);
        EndAll();
        Run(streams: 4);

        WaitForSlots(SlotEstimator.ConfirmationsToBelieve + 1);

        Assert.Equal(4, Limit);
    }

    [Fact]
    public void ClientsThatLeaveWhileTheyWait_LeaveNothingBehind()
    {
        BeCalm();
        for (var i = 0; i < 50; i++)
            Send().Settle();
        Run(streams: 2);
        WaitForSlots(SlotEstimator.ConfirmationsToBelieve + 1);

        Assert.Equal(2, Limit);
    }

    [Fact]
    public void Backend_WhoseLimitIsConfiguredOrTold_GoesByThat()
    {
        Learn(streams: 4);
        Assert.Equal(4, _backend.MaxConcurrencyAt(NowSeconds));

        _backend.LearnedMaxConcurrency = 6;
        Assert.Equal(6, _backend.MaxConcurrencyAt(NowSeconds));
        _backend.LearnedMaxConcurrency = null;
        _backend.Redefine(_backend.Definition with { ObservesConcurrency = false });
        Assert.Null(_backend.MaxConcurrencyAt(NowSeconds));
    }

    void ILeaseObserver.OnWork(Backend backend, long tokens)
    {
    }

    void ILeaseObserver.OnRoomMade(Backend backend)
    {
    }

    void ILeaseObserver.OnLeaseSettled(Lease lease)
    {
    }

    private void Learn(int streams)
    {
        BeCalm();
        Run(streams);
        WaitForSlots(SlotEstimator.ConfirmationsToBelieve + 1);
        Assert.Equal(streams, Limit);
    }

    /// <summary>One request at a time: each first content comes a tenth of a second after it was sent.</summary>
    private void BeCalm()
    {
        for (var i = 0; i < SlotEstimator.TurnsToCompare; i++)
        {
            Start(1);
            Pass(1);
            EndAll();
        }
    }

    private void Run(int streams) => Start(streams - _streams.Count);

    private void Start(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var lease = Send();
            Pass(0.1);
            Begin(lease);
        }
    }

    /// <summary>Each waits for two seconds until a stream ends, and has its first content a tenth later.</summary>
    private void WaitForSlots(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var lease = Send();
            Pass(2);
            End();
            Pass(0.1);
            Begin(lease);
        }
    }

    private Lease Send(bool isStreamed = true) =>
        new(_backend, TestFleet.Work(500) with { IsStreamed = isStreamed }, cachedTokens: 0, this);

    private void Begin(Lease lease)
    {
        lease.ReleasePrefill();
        _streams.Enqueue(lease);
    }

    private void End() => _streams.Dequeue().Settle();

    private void EndAll()
    {
        while (_streams.Count > 0)
            End();
    }

    private void Pass(double seconds) => NowSeconds += seconds;
}
