namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>A prompt token takes 1 ms here; tokens after the first come at once unless a test says otherwise.</summary>
public sealed class SerialSchedulerTests
{
    private static readonly EngineTiming Timing = new(1, 0, 0, Jitter: 0);

    [Fact]
    public void Requests_Several_AreServedOneByOneInOrderOfArrival()
    {
        var run = new VirtualRun(Create(Timing));
        ScheduledRequest[] requests = [run.Add(100, 1), run.Add(10, 1), run.Add(50, 1)];

        run.ToEnd();

        Assert.Equal([100.0, 110, 160], requests.Select(run.EndOf));
    }

    [Fact]
    public void Answer_DecodeTakesNoTime_IsWholeWhenThePromptIsDone()
    {
        var run = new VirtualRun(Create(Timing));
        var request = run.Add(100, 3);

        run.ToEnd();

        Assert.Equal([100.0, 100, 100], run.TimesOf(request));
    }

    [Fact]
    public void Answer_DecodeTakesTime_HoldsTheSlotToItsEnd()
    {
        var run = new VirtualRun(Create(Timing with { DecodeMillisecondsPerToken = 5 }));
        var first = run.Add(100, 3);
        var second = run.Add(10, 1);

        run.ToEnd();

        Assert.Equal([100.0, 105, 110], run.TimesOf(first));
        Assert.Equal([120.0], run.TimesOf(second));
    }

    [Fact]
    public void Remove_RunningRequest_GivesItsRestToTheNextAtOnce()
    {
        var scheduler = Create(Timing);
        var run = new VirtualRun(scheduler);
        var gone = run.Add(1000, 1);
        var next = run.Add(10, 1);
        run.To(30);

        Assert.True(scheduler.Remove(gone));
        run.ToEnd();

        Assert.Empty(run.TimesOf(gone));
        Assert.Equal([40.0], run.TimesOf(next));
    }

    [Fact]
    public void Remove_WaitingRequest_NeverRuns()
    {
        var scheduler = Create(Timing);
        var run = new VirtualRun(scheduler);
        run.Add(10, 1);
        var gone = run.Add(1000, 1);
        var last = run.Add(10, 1);
        run.To(5);

        Assert.True(scheduler.Remove(gone));
        Assert.False(scheduler.Remove(gone));
        run.ToEnd();

        Assert.Empty(run.TimesOf(gone));
        Assert.Equal([20.0], run.TimesOf(last));
    }

    [Fact]
    public void Queue_LimitOfNone_RefusesWhileOneRuns()
    {
        var scheduler = new SerialScheduler(Timing, new SchedulerLimits(1, QueueLimit: 0), new SeededRandom(1));
        var run = new VirtualRun(scheduler);
        run.Add(10, 1);

        Assert.False(scheduler.TryAdd(new ScheduledRequest(1, 1)));
        run.ToEnd();
        Assert.True(scheduler.TryAdd(new ScheduledRequest(1, 1)));
    }

    [Fact]
    public void Advance_CalledLate_StartsTheNextWhenTheLastWasDue()
    {
        var scheduler = Create(Timing);
        var run = new VirtualRun(scheduler);
        run.Add(10, 1);
        run.Add(10, 1);
        run.Add(10, 1);
        run.AdvanceAt(0);

        run.AdvanceAt(25);

        Assert.Equal(30, scheduler.NextDue!.Value.TotalMilliseconds);
    }

    [Fact]
    public void Request_WithNothingToGenerate_FreesTheSlotWithItsPrompt()
    {
        var run = new VirtualRun(Create(Timing with { DecodeMillisecondsPerToken = 5 }));
        var first = run.Add(100);
        var second = run.Add(10, 1);

        run.ToEnd();

        Assert.Equal([100.0], run.TimesOf(first));
        Assert.Equal([110.0], run.TimesOf(second));
    }

    [Fact]
    public void Jitter_OfAFifth_KeepsEachWithinAFifthAndTheMeanTrue()
    {
        var run = new VirtualRun(Create(Timing with { Jitter = 0.2 }));
        var requests = Enumerable.Range(0, 1000).Select(_ => run.Add(100, 1)).ToArray();

        run.ToEnd();

        var ends = requests.Select(run.EndOf).ToArray();
        var durations = ends.Zip(ends.Prepend(0), (end, start) => end - start).ToArray();
        Assert.All(durations, duration => Assert.InRange(duration, 79.999, 120.001));
        Assert.InRange(durations.Average(), 98.9, 101.1);
        Assert.True(durations.Max() > 118 && durations.Min() < 82);
    }

    private static SerialScheduler Create(EngineTiming timing) =>
        new(timing, new SchedulerLimits(1), new SeededRandom(1));
}
