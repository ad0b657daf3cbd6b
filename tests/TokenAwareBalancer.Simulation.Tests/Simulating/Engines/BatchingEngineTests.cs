namespace TokenAwareBalancer.Simulating.Engines;

public sealed class BatchingEngineTests
{
    /// <summary>Small enough to be full often, and to preempt.</summary>
    private static readonly HardwareProfile Small = new()
    {
        Name = "small",
        Costs = new(10, 0.1, 0.05, 1e-3, 1e-5),
        TokenBudget = 256,
        MaxRequests = 16,
        KvTokens = 16 * 400,
    };

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public void Run_AgainstTheSameSaidPlainly_HasTheSameTokensAtTheSameTimes(int seed, bool sharesPrefixes)
    {
        var requests = Requests(seed, 300, sharesPrefixes);
        var naive = new NaiveEngine(Small);
        var cachedTokens = new int[requests.Length];
        var expected = naive.Run(requests, cachedTokens);

        var engine = EngineModel.Create(Small);
        var log = new TokenLog().Run(engine, requests);

        Assert.Equal(expected.Count, log.Tokens.Count);
        foreach (var (one, other) in expected.OrderBy(one => one.Request).ThenBy(one => one.Ordinal)
            .Zip(log.Tokens.OrderBy(one => one.Request).ThenBy(one => one.Ordinal)))
        {
            Assert.Equal((one.Request, one.Ordinal), (other.Request, other.Ordinal));
            Assert.Equal(one.Seconds, other.Seconds, 1e-6);
        }

        Assert.Equal(cachedTokens, log.Requests.Select(request => request.CachedTokens));
        Assert.Equal(naive.Preemptions, engine.Preemptions);
        // Or nothing hard was compared.
        Assert.True(naive.Preemptions > 20, $"{naive.Preemptions} preemptions");
        Assert.True(!sharesPrefixes || (naive.Evictions > 20 && cachedTokens.Count(tokens => tokens > 0) > 50),
            $"{naive.Evictions} evictions, {cachedTokens.Count(tokens => tokens > 0)} hits");
    }

    [Fact]
    public void Run_UnderPressure_NeverExceedsTheCacheAndIsNeverIdleWithWork()
    {
        var engine = EngineModel.Create(Small);
        var (mostTokens, preempted) = (0L, 0L);

        var log = new TokenLog().Run(engine, Requests(7, 400, sharesPrefixes: true), () =>
        {
            mostTokens = Math.Max(mostTokens, engine.KvTokens);
            Assert.InRange(engine.KvTokens, 0, Small.KvTokens);
            Assert.InRange(engine.RunningRequests, 0, Small.MaxRequests);
            Assert.Equal(engine.RunningRequests + engine.WaitingRequests > 0, engine.NextDueSeconds is not null);
            Assert.True(engine.RunningRequests > 0 || engine.WaitingRequests == 0);
            preempted = engine.Preemptions;
        });

        Assert.True(mostTokens > Small.KvTokens * 0.95);
        Assert.True(preempted > 20);
        Assert.Equal((0, 0, 0L), (engine.RunningRequests, engine.WaitingRequests, engine.KvTokens));
        Assert.All(log.Requests, request => Assert.Equal(ScheduledPlace.Outside, request.Place));
    }

    [Fact]
    public void Run_PreemptedRequests_HaveEachTokenOnceAndInOrder()
    {
        var log = new TokenLog().Run(EngineModel.Create(Small), Requests(8, 300, sharesPrefixes: false));

        Assert.Contains(log.Requests, request => request.Preemptions > 0);
        foreach (var tokens in log.Tokens.GroupBy(token => token.Request))
        {
            Assert.Equal(Enumerable.Range(1, log.Requests[tokens.Key].OutputTokens), tokens.Select(one => one.Ordinal));
            Assert.Equal(tokens.Select(one => one.Seconds).Order(), tokens.Select(one => one.Seconds));
        }
    }

    [Fact]
    public void Run_SinkThatWantsEndsOnly_HasTheSameEnds()
    {
        var requests = Requests(9, 200, sharesPrefixes: true);

        var each = new TokenLog().Run(EngineModel.Create(Small), requests);
        var ends = new TokenLog(wantsEachToken: false).Run(EngineModel.Create(Small), requests);

        Assert.Equal(
            each.Tokens.Where(token => token.Ordinal == 1
                || token.Ordinal == each.Requests[token.Request].OutputTokens).Order(),
            ends.Tokens.Order());
    }

    [Fact]
    public void Run_OneRequest_TakesItsIsolatedTimeWithQuadraticAttention()
    {
        var log = new TokenLog().Run(EngineModel.Create(Small), [new SimulatedRequest(2, 600, 3)]);

        // Three iterations of 256, 256 and 88 tokens; then two of a token each behind 600 and 601.
        var first = 2 + (3 * 10 + 600 * 0.1 + 1e-5 * 600 * 600 / 2) / 1000;
        double[] expected = [first, first + 0.01065, first + 0.01065 + 0.010651];
        Assert.All(expected.Zip(log.Tokens), pair => Assert.Equal(pair.First, pair.Second.Seconds, 1e-9));
    }

    [Fact]
    public void Run_SamePromptTwice_ComputesOnlyItsLastBlockAgain()
    {
        var request = new SimulatedRequest(0, 1024, 1) { BlockIds = new long[] { 1, 2 } };
        var log = new TokenLog().Run(
            EngineModel.Create(Small), [request, request with { ArrivalSeconds = 9 }]);

        Assert.Equal([0, 1008], log.Requests.Select(one => one.CachedTokens));
        Assert.Equal(9 + (10 + 1.6 + 1e-5 * 16 * (1008 + 8)) / 1000, log.Tokens[1].Seconds, 1e-9);
    }

    [Fact]
    public void Run_PromptThatGrows_FindsItsFullBlocks()
    {
        var log = new TokenLog().Run(EngineModel.Create(Small),
        [
            new(0, 1100, 5) { BlockIds = new long[] { 1, 2, 3 } },
            new(5, 1700, 5) { BlockIds = new long[] { 1, 2, 4, 5 } },
            new(9, 1700, 5) { BlockIds = new long[] { 9, 2, 4, 5 } },
        ]);

        Assert.Equal([0, 1024, 0], log.Requests.Select(one => one.CachedTokens));
    }

    [Fact]
    public void Remove_AtAnyMoment_LeavesNothingBehind()
    {
        var random = new SeededRandom(3);
        var engine = EngineModel.Create(Small);
        var log = new TokenLog();

        log.Run(engine, Requests(10, 400, sharesPrefixes: true), () =>
        {
            var request = log.Requests[random.NextInteger(0, log.Requests.Count - 1)];
            if (random.NextDouble() < 0.1)
                Assert.Equal(request.Place != ScheduledPlace.Outside, engine.Remove(request));
        });

        Assert.Equal((0, 0, 0L), (engine.RunningRequests, engine.WaitingRequests, engine.KvTokens));
        Assert.Contains(log.Requests.Select((_, place) => log.Tokens.Count(token => token.Request == place))
            .Zip(log.Requests), pair => pair.First > 0 && pair.First < pair.Second.OutputTokens);
    }

    [Fact]
    public void Add_RequestLargerThanTheCache_Throws()
    {
        var engine = EngineModel.Create(Small);
        var largest = new ScheduledRequest(6000, 401);
        var larger = new ScheduledRequest(6000, 402);

        Assert.True(engine.CanHold(largest));
        Assert.False(engine.CanHold(larger));
        Assert.Throws<ArgumentException>(() => engine.Add(larger));
    }

    /// <summary>
    /// Somewhat more than the engine can take; of those that share prefixes, conversations that go on.
    /// </summary>
    private static SimulatedRequest[] Requests(int seed, int count, bool sharesPrefixes)
    {
        var requests = Given.Requests(count, 3.2, seed, mostPromptTokens: 1500, mostOutputTokens: 500);
        if (!sharesPrefixes)
            return requests;
        var random = new SeededRandom(seed, stream: 5);
        for (var i = 0; i < count; i++)
        {
            var topic = random.NextInteger(0, 5) * 100L;
            var own = random.NextInteger(0, 3);
            requests[i] = requests[i] with
            {
                BlockIds = Enumerable.Range(0, (requests[i].PromptTokens + 511) / 512)
                    .Select(block => block < own ? topic + block : 1000 + i * 10L + block).ToArray(),
            };
        }

        return requests;
    }
}
