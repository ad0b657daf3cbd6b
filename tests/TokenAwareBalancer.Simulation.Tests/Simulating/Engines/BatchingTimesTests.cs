using TokenAwareBalancer.Estimating;
namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>An iteration here is 10 ms, and 1 ms more for each prompt token and each decoding stream.</summary>
public sealed class BatchingTimesTests
{
    private static readonly IterationCosts Costs = new(10, 1, 1);

    [Fact]
    public void Request_Alone_GetsItsFirstTokenWhenItsPromptIsDone()
    {
        var run = new VirtualRun(Create());
        var request = run.Add(100, 3);

        run.ToEnd();

        // One iteration of 10 + 100, then two of 10 + 1.
        Assert.Equal([110.0, 121, 132], run.TimesOf(request));
    }

    [Fact]
    public void Request_WithNothingToGenerate_IsDoneWithItsPrompt()
    {
        var engine = Create();
        var run = new VirtualRun(engine);
        var request = run.Add(100);

        run.ToEnd();

        Assert.Equal([110.0], run.TimesOf(request));
        Assert.Equal(0, request.CountStreams(1));
        Assert.Equal((0, 0L), (engine.RunningRequests, engine.KvTokens));
    }

    [Fact]
    public void Prefill_PromptBeyondTheBudget_IsSpreadOverIterations()
    {
        var run = new VirtualRun(Create(tokenBudget: 40));
        var request = run.Add(100, 1);

        run.ToEnd();

        // 40 + 40 + 20 tokens in three iterations.
        Assert.Equal([130.0], run.TimesOf(request));
    }

    [Fact]
    public void Prefill_TwoPrompts_ShareTheBudgetInOrderOfArrival()
    {
        var run = new VirtualRun(Create(tokenBudget: 40));
        var first = run.Add(50, 1);
        var second = run.Add(30, 1);

        run.ToEnd();

        // 40 of the first; then its other 10 and 30 of the second.
        Assert.Equal([100.0], run.TimesOf(first));
        Assert.Equal([100.0], run.TimesOf(second));
    }

    [Fact]
    public void Prefill_BesideDecodes_GetsWhatTheyLeaveOfTheBudget()
    {
        var run = new VirtualRun(Create(tokenBudget: 10));
        run.Add(4, 100);
        run.Add(4, 100);
        run.To(18);
        var late = run.Add(16, 1);

        run.ToEnd();

        // The iteration from 18 ms has no prompt (the late one came after it began): 12 ms. Then two decodes leave 8
        // tokens of 10, so 16 take two iterations of 10 + 8 + 2.
        Assert.Equal([70.0], run.TimesOf(late));
    }

    [Fact]
    public void Decode_SeveralStreams_AdvanceTogether()
    {
        var run = new VirtualRun(Create());
        var requests = Enumerable.Range(0, 5).Select(_ => run.Add(10, 4)).ToArray();

        run.ToEnd();

        Assert.All(requests, request => Assert.Equal([60.0, 75, 90, 105], run.TimesOf(request)));
    }

    [Fact]
    public void Decode_LongPromptArrives_SlowsTheStreamsBesideIt()
    {
        var run = new VirtualRun(Create());
        var stream = run.Add(1, 5);
        run.To(12);
        run.Add(500, 1);

        run.ToEnd();

        // 11 to the first token, 11 to the second, 511 to the third with the prompt, then 11 again.
        Assert.Equal([11.0, 22, 533, 544, 555], run.TimesOf(stream));
    }

    [Fact]
    public void Decode_SeveralChoices_CountAsStreamsUntilEachEnds()
    {
        var run = new VirtualRun(Create());
        var request = run.Add(10, 1, 2, 3);

        run.ToEnd();

        // The prompt once, then two choices go on, then one.
        Assert.Equal([20.0, 32, 43], run.TimesOf(request));
    }

    [Fact]
    public void Admission_AtMaxConcurrency_WaitsForAPlaceInOrder()
    {
        var engine = Create(maxConcurrency: 2);
        var run = new VirtualRun(engine);
        var requests = Enumerable.Range(0, 4).Select(_ => run.Add(10, 2)).ToArray();

        run.To(0);

        Assert.Equal((2, 2), (engine.RunningRequests, engine.WaitingRequests));
        run.ToEnd();
        Assert.Equal([42.0, 42, 84, 84], requests.Select(run.EndOf));
    }

    [Fact]
    public void Remove_RunningRequest_FreesItsPlaceForTheNextIteration()
    {
        var engine = Create(maxConcurrency: 1);
        var run = new VirtualRun(engine);
        var gone = run.Add(10, 1000);
        var next = run.Add(10, 1);
        run.To(25);

        Assert.True(engine.Remove(gone));
        Assert.Equal(0, engine.RunningRequests);
        run.ToEnd();

        // The iteration at hand ends at 31.
        Assert.Equal([51.0], run.TimesOf(next));
        Assert.Single(run.TimesOf(gone));
    }

    [Fact]
    public void Remove_WaitingRequest_NeverRuns()
    {
        var engine = Create(maxConcurrency: 1);
        var run = new VirtualRun(engine);
        run.Add(10, 1);
        var gone = run.Add(10, 1);
        var last = run.Add(10, 1);
        run.To(0);

        Assert.True(engine.Remove(gone));
        Assert.Equal(1, engine.WaitingRequests);
        run.ToEnd();

        Assert.Empty(run.TimesOf(gone));
        Assert.Equal([40.0], run.TimesOf(last));
        Assert.Equal((0, 0), (engine.RunningRequests, engine.WaitingRequests));
    }

    [Fact]
    public void Remove_FinishedRequest_IsNoLongerHere()
    {
        var engine = Create();
        var run = new VirtualRun(engine);
        var request = run.Add(10, 1);
        run.ToEnd();

        Assert.False(engine.Remove(request));
    }

    [Fact]
    public void Advance_CalledLate_CountsOnFromWhenWorkWasDue()
    {
        var engine = Create();
        var run = new VirtualRun(engine);
        run.Add(100, 1000);
        run.AdvanceAt(0);

        // Due at 110 and each 11 ms after; five of them at once here.
        run.AdvanceAt(154);
        run.AdvanceAt(160.9);

        Assert.Equal(165, engine.NextDueSeconds!.Value * 1000, 1e-6);
    }

    [Fact]
    public void KvTokens_WhileRunning_AreTheBlocksOfThePromptAndWhatWasGenerated()
    {
        var engine = Create();
        var run = new VirtualRun(engine);
        run.Add(110, 50);

        // The iteration from 131 ms computes the KV of the second token; that of the third takes another block.
        run.To(131);
        Assert.Equal(112, engine.KvTokens);
        run.To(142);
        Assert.Equal(128, engine.KvTokens);
        run.ToEnd();
        Assert.Equal(0, engine.KvTokens);
    }

    [Fact]
    public void Jitter_SameSeed_GivesTheSameTimes()
    {
        double[] Times(int seed)
        {
            var run = new VirtualRun(
                EngineModel.Create(Profile with { MaxRequests = 8 }, new EngineVariation(0.2, new SeededRandom(seed))));
            var request = run.Add(100, 200);
            run.ToEnd();
            return run.TimesOf(request);
        }

        Assert.Equal(Times(7), Times(7));
        Assert.NotEqual(Times(7), Times(8));
        // 200 draws of ±20 % put the mean within 0.8 %, one standard error.
        Assert.InRange(Times(7)[^1], (110 + 199 * 11) * 0.97, (110 + 199 * 11) * 1.03);
    }

    private static HardwareProfile Profile => new() { Name = "test", Costs = Costs, KvTokens = 1_000_000 };

    private static EngineModel Create(int tokenBudget = 2048, int maxConcurrency = 256) =>
        EngineModel.Create(Profile with { TokenBudget = tokenBudget, MaxRequests = maxConcurrency });
}
