using TokenAwareBalancer.Estimating;
namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>A prompt token takes 1 ms here; tokens after the first come at once unless a test says otherwise.</summary>
public sealed class SlotEngineTests
{
    private static readonly IterationCosts Costs = new(0, 1);

    [Fact]
    public void Requests_Several_AreServedOneByOneInOrderOfArrival()
    {
        var run = new VirtualRun(Create(Costs));
        ScheduledRequest[] requests = [run.Add(100, 1), run.Add(10, 1), run.Add(50, 1)];

        run.ToEnd();

        Assert.Equal([100.0, 110, 160], requests.Select(run.EndOf));
    }

    [Fact]
    public void Answer_DecodeTakesNoTime_IsWholeWhenThePromptIsDone()
    {
        var run = new VirtualRun(Create(Costs));
        var request = run.Add(100, 3);

        run.ToEnd();

        Assert.Equal([100.0, 100, 100], run.TimesOf(request));
    }

    [Fact]
    public void Answer_DecodeTakesTime_HoldsTheSlotToItsEnd()
    {
        var run = new VirtualRun(Create(Costs with { BaseMilliseconds = 5 }));
        var first = run.Add(100, 3);
        var second = run.Add(10, 1);

        run.ToEnd();

        Assert.Equal([100.0, 105, 110], run.TimesOf(first));
        Assert.Equal([120.0], run.TimesOf(second));
    }

    [Fact]
    public void Remove_RunningRequest_GivesItsRestToTheNextAtOnce()
    {
        var engine = Create(Costs);
        var run = new VirtualRun(engine);
        var gone = run.Add(1000, 1);
        var next = run.Add(10, 1);
        run.To(30);

        Assert.True(engine.Remove(gone));
        run.ToEnd();

        Assert.Empty(run.TimesOf(gone));
        Assert.Equal([40.0], run.TimesOf(next));
    }

    [Fact]
    public void Remove_WaitingRequest_NeverRuns()
    {
        var engine = Create(Costs);
        var run = new VirtualRun(engine);
        run.Add(10, 1);
        var gone = run.Add(1000, 1);
        var last = run.Add(10, 1);
        run.To(5);

        Assert.True(engine.Remove(gone));
        Assert.False(engine.Remove(gone));
        run.ToEnd();

        Assert.Empty(run.TimesOf(gone));
        Assert.Equal([20.0], run.TimesOf(last));
    }

    [Fact]
    public void Requests_InSeveralSlots_AreEachAsFastAsAlone()
    {
        var run = new VirtualRun(Create(Costs with { BaseMilliseconds = 5 }, slots: 2));
        ScheduledRequest[] requests = [run.Add(100, 3), run.Add(40, 2), run.Add(10, 1), run.Add(1, 1)];

        run.ToEnd();

        // The third has the second's slot from 45 on, the fourth follows it there.
        Assert.Equal([110.0, 45, 55, 56], requests.Select(run.EndOf));
    }

    [Fact]
    public void Times_OfALongPrompt_GrowWithItsContext()
    {
        var run = new VirtualRun(Create(new IterationCosts(4, 1, 0.5, 0.01, 0.002)));
        var request = run.Add(100, 3);

        run.ToEnd();

        // 100 + 0.002 · 100²/2; then 4.5 + 0.01 for each token before.
        Assert.Equal([110, 115.5, 121.01], run.TimesOf(request));
    }

    [Fact]
    public void Advance_CalledLate_StartsTheNextWhenTheLastWasDue()
    {
        var engine = Create(Costs);
        var run = new VirtualRun(engine);
        run.Add(10, 1);
        run.Add(10, 1);
        run.Add(10, 1);
        run.AdvanceAt(0);

        run.AdvanceAt(25);

        Assert.Equal(30, engine.NextDueSeconds!.Value * 1000, 1e-6);
    }

    [Fact]
    public void Request_WithNothingToGenerate_FreesTheSlotWithItsPrompt()
    {
        var run = new VirtualRun(Create(Costs with { BaseMilliseconds = 5 }));
        var first = run.Add(100);
        var second = run.Add(10, 1);

        run.ToEnd();

        Assert.Equal([100.0], run.TimesOf(first));
        Assert.Equal([110.0], run.TimesOf(second));
    }

    [Fact]
    public void Jitter_OfAFifth_KeepsEachWithinAFifthAndTheMeanTrue()
    {
        var run = new VirtualRun(Create(Costs, jitter: 0.2));
        var requests = Enumerable.Range(0, 1000).Select(_ => run.Add(100, 1)).ToArray();

        run.ToEnd();

        var ends = requests.Select(run.EndOf).ToArray();
        var durations = ends.Zip(ends.Prepend(0), (end, start) => end - start).ToArray();
        Assert.All(durations, duration => Assert.InRange(duration, 79.999, 120.001));
        Assert.InRange(durations.Average(), 98.9, 101.1);
        Assert.True(durations.Max() > 118 && durations.Min() < 82);
    }

    private static EngineModel Create(IterationCosts costs, int slots = 1, double jitter = 0) => EngineModel.Create(
        new HardwareProfile { Name = "test", Costs = costs, Slots = slots },
        new EngineVariation(jitter, new SeededRandom(1)));
}
