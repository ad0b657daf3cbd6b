namespace TokenAwareBalancer.Simulating;

public sealed class SimulationTests
{
    [Theory]
    [InlineData("random")]
    [InlineData("pending-prefill")]
    public void Run_SamePlan_IsTheSameToTheLastBit(string policy)
    {
        var plan = Given.Plan(Given.Requests(2000, ratePerSecond: 20), policy) with { Jitter = 0.05 };

        Assert.Equal(Given.Run(plan).Records, Given.Run(plan).Records);
        Assert.NotEqual(Given.Run(plan).Records, Given.Run(plan with { Seed = 2 }).Records);
    }

    [Fact]
    public void Run_EveryRequest_EndsOnceAndInOrderOfItsStages()
    {
        var result = Given.Run(Given.Plan(Given.Requests(2000, ratePerSecond: 20)));

        Assert.All(result.Records, record => Assert.True(
            record.IsComplete
            && record.ArrivalSeconds <= record.DispatchSeconds
            && record.DispatchSeconds < record.FirstTokenSeconds
            && record.FirstTokenSeconds <= record.EndSeconds));
        Assert.Equal((0, 0L), (result.Refused, result.Preemptions));
    }

    [Fact]
    public void Run_NoRequest_IsFasterThanAlone()
    {
        var result = Given.Run(Given.Plan(Given.Requests(3000, ratePerSecond: 25)));

        Assert.All(result.Records, record =>
        {
            var profile = Given.A100;
            var firstToken = profile.IsolatedFirstTokenSeconds(record.PromptTokens, record.CachedTokens);
            var whole = profile.IsolatedSeconds(record.PromptTokens, record.OutputTokens, record.CachedTokens);
            Assert.True(record.TimeToFirstTokenSeconds >= firstToken - 1e-9);
            Assert.True(record.DurationSeconds >= whole - 1e-9);
        });
    }

    [Fact]
    public void Run_RequestAlone_TakesItsIsolatedTime()
    {
        var result = Given.Run(Given.Plan([new SimulatedRequest(1, 5000, 400)]));

        var record = result.Records[0];
        Assert.Equal(Given.A100.IsolatedFirstTokenSeconds(5000), record.TimeToFirstTokenSeconds, 1e-9);
        Assert.Equal(Given.A100.IsolatedSeconds(5000, 400), record.DurationSeconds, 1e-9);
    }

    [Fact]
    public void Run_NetworkDelay_IsAddedOnceEachWay()
    {
        var plan = Given.Plan([new SimulatedRequest(0, 1000, 50)]);

        var near = Given.Run(plan).Records[0];
        var far = Given.Run(plan with { NetworkDelaySeconds = 0.01 }).Records[0];

        Assert.Equal(near.TimeToFirstTokenSeconds + 0.02, far.TimeToFirstTokenSeconds, 1e-9);
        Assert.Equal(near.DurationSeconds + 0.02, far.DurationSeconds, 1e-9);
    }

    [Fact]
    public void Run_RequestBeyondTheCache_IsRefusedAndTheOthersServed()
    {
        var small = Given.A100 with { KvTokens = 1600 };
        var result = Given.Run(new SimulationPlan
        {
            Fleet = [new SimulatedBackend("small", small)],
            Requests = [new(0, 1000, 100), new(0.1, 1600, 100), new(0.2, 1000, 100)],
        });

        Assert.Equal([true, false, true], result.Records.Select(record => record.IsComplete));
        Assert.Equal(1, result.Refused);
        Assert.Equal(-1, result.Records[1].Backend);
    }

    [Fact]
    public void Run_MaxConcurrency_HoldsTheRestAtTheBalancer()
    {
        var requests = Given.Requests(400, ratePerSecond: 40);
        var plan = Given.Plan(requests, engines: 1) with
        {
            Fleet = [new SimulatedBackend("one", Given.A100) { MaxConcurrency = 8 }],
        };

        var result = Given.Run(plan);

        Assert.Equal(0, result.Refused);
        Assert.Contains(result.Records, record => record.WasHeld && record.DispatchSeconds > record.ArrivalSeconds);
        var busiest = result.Records.Max(one => result.Records.Count(other =>
            other.DispatchSeconds <= one.DispatchSeconds && other.EndSeconds > one.DispatchSeconds));
        Assert.Equal(8, busiest);
        Assert.NotEqual(0, Given.Run(plan with { MaxHeldRequests = 10 }).Refused);
    }

    [Fact]
    public void Run_ScrapedSlots_AreLearnedAndNotOverrun()
    {
        var slots = Given.A100 with { Slots = 4 };
        var result = Given.Run(new SimulationPlan
        {
            Fleet = [.. SimulatedBackend.Repeat(slots, 2)],
            Requests = Given.Requests(300, ratePerSecond: 10),
            ScrapePeriodSeconds = 0.1,
        });

        Assert.All(result.Records.Where(one => one.DispatchSeconds > 3), one => Assert.InRange(
            result.Records.Count(other => other.Backend == one.Backend
                && other.DispatchSeconds <= one.DispatchSeconds && other.EndSeconds > one.DispatchSeconds),
            1, 4));
        Assert.Contains(result.Records, record => record.WasHeld);
    }

    [Fact]
    public void Run_BalancersThatShareNothing_ServeAllAndChooseWorse()
    {
        var plan = Given.Plan(Given.Requests(6000, ratePerSecond: 40), engines: 8);

        var one = Given.Run(plan).Measured.ToArray().Average(record => record.TimeToFirstTokenSeconds);
        var eight = Given.Run(plan with { Balancers = 8 }).Measured.ToArray()
            .Average(record => record.TimeToFirstTokenSeconds);

        Assert.True(eight > one * 1.1, $"{one} s with one balancer, {eight} s with eight");
    }

    [Theory]
    [MemberData(nameof(WrongPlans))]
    public void Run_WrongPlan_SaysWhatIsWrong(SimulationPlan plan, string part)
    {
        var error = Assert.Throws<ArgumentException>(() => Given.Run(plan));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<SimulationPlan, string> WrongPlans()
    {
        var plan = Given.Plan([new SimulatedRequest(0, 10, 10)]);
        return new()
        {
            { plan with { Fleet = [] }, "fleet is empty" },
            { plan with { Requests = [] }, "no requests" },
            { plan with { Policy = "best" }, "expected one of pending-prefill" },
            { plan with { Requests = [new(1, 1, 1), new(0, 1, 1)] }, "order of arrival" },
            { plan with { Requests = [new(0, 0, 1)] }, "no prompt" },
            { plan with { WarmUpShare = 1 }, "from 0 up to 1" },
            { plan with { Models = ["a", "b"], Requests = [new(0, 1, 1) { Model = 2 }] }, "model 2" },
            { plan with { Fleet = [new("a", Given.A100), new("a", Given.A100)] }, "same name" },
        };
    }
}
