using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating.Arriving;

public sealed class SaturationTests
{
    [Fact]
    public void FindRate_SerialEngines_IsTheSumOfTheirRates()
    {
        var slow = new HardwareProfile { Name = "slow", Costs = new(0, 1), Slots = 1 };
        var fast = new HardwareProfile { Name = "fast", Costs = new(0, 0.5), Slots = 2 };
        SimulatedBackend[] fleet = [.. SimulatedBackend.Repeat(slow, 2), .. SimulatedBackend.Repeat(fast, 1)];

        // 100 ms a request on each of two, 50 ms in each of two slots.
        Assert.Equal(60, FindRate(fleet, [new(0, 100, 1)]), 0.1);
    }

    [Fact]
    public void FindRate_BatchingFleet_IsWhereLinesBeginToGrow()
    {
        var pool = Given.Requests(500, 1);
        SimulatedBackend[] fleet = [.. SimulatedBackend.Repeat(Given.A100, 2)];
        var rate = FindRate(fleet, pool);

        double LastWaitSeconds(double load)
        {
            var requests = Arrivals.Poisson(Arrivals.Shuffle(pool, 12_000, 1), load * rate, 1);
            var result = Given.Run(new SimulationPlan { Fleet = fleet, Requests = requests });
            return result.Records[^500..].Average(record => record.TimeToFirstTokenSeconds);
        }

        Assert.InRange(LastWaitSeconds(0.93), 0, 2);
        Assert.InRange(LastWaitSeconds(1.1), 10, 1000);
    }

    [Fact]
    public void FindRate_SharedPrefixes_IsHigherThanWithoutThem()
    {
        var plain = Given.Requests(800, 1, mostPromptTokens: 4000, mostOutputTokens: 50);
        var shared = plain.Select(request => request with
        {
            PromptTokens = request.PromptTokens + 4096,
            BlockIds = new long[] { 1, 2, 3, 4, 5, 6, 7, 8 },
        }).ToArray();
        var unshared = shared.Select(request => request with { BlockIds = default }).ToArray();
        SimulatedBackend[] fleet = [.. SimulatedBackend.Repeat(Given.A100, 2)];

        var ratio = FindRate(fleet, shared) / FindRate(fleet, unshared);

        // Two thirds of each prompt are there already; decoding and attention keep it under three.
        Assert.InRange(ratio, 1.7, 3);
    }

    [Fact]
    public void FindRate_Stopped_EndsAtOnce()
    {
        SimulatedBackend[] fleet = [.. SimulatedBackend.Repeat(Given.A100, 2)];

        Assert.Throws<OperationCanceledException>(() => Saturation.FindRatePerSecond(
            fleet, Given.Requests(500, 1), cancellationToken: new CancellationToken(canceled: true)));
    }

    private static double FindRate(IReadOnlyList<SimulatedBackend> fleet, IReadOnlyList<SimulatedRequest> requests) =>
        Saturation.FindRatePerSecond(fleet, requests, cancellationToken: TestContext.Current.CancellationToken);
}
