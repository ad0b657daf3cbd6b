using TokenAwareBalancer.Simulating.Arriving;

namespace TokenAwareBalancer.Simulating;

/// <summary>What balancers make of engines that do not tell how many requests they run at once.</summary>
public sealed class ObservedSlotsTests
{
    [Theory]
    [InlineData(2, 0.95)]
    [InlineData(4, 0.95)]
    [InlineData(8, 0.97)]
    public void Slots_ThatNobodyTells_AreFoundAndKept(int slots, double load)
    {
        var hidden = Given.A100 with { Slots = slots };
        SimulatedBackend[] fleet = [.. SimulatedBackend.Repeat(hidden, 2)];
        var result = Given.Run(new SimulationPlan { Fleet = fleet, Requests = Requests(fleet, 6000, load) });

        Assert.Contains(result.Records, record => record.WasHeld);
        // One more now and then, to see whether it still holds; before it is believed, many.
        var late = result.Records.Where(record => record.DispatchSeconds > result.SimulatedSeconds / 2).ToArray();
        Assert.All(late, one => Assert.InRange(InFlight(result, one), 1, slots + 1));
    }

    [Theory]
    [InlineData(0.5, 1155, 211)]
    [InlineData(0.9, 1155, 211)]
    [InlineData(1.1, 1155, 211)]
    [InlineData(0.9, 2000, 28)]
    [InlineData(1.1, 2000, 28)]
    [InlineData(0.9, 8000, 10)]
    [InlineData(1.1, 8000, 10)]
    [InlineData(1.1, 30, 300)]
    public void BatchingEngine_WithAPlainPrefillQueue_IsNeverTakenForOneWithSlots(
        double load, int promptTokens, int outputTokens)
    {
        SimulatedBackend[] fleet = [.. SimulatedBackend.Repeat(Given.A100, 2)];
        var result = Given.Run(new SimulationPlan
        {
            Fleet = fleet,
            Requests = Requests(fleet, 4000, load, promptTokens, outputTokens),
            GuardsKv = false,
        });

        Assert.DoesNotContain(result.Records, record => record.WasHeld);
    }

    private static int InFlight(SimulationResult result, RequestRecord one) => result.Records.Count(other =>
        other.Backend == one.Backend
        && other.DispatchSeconds <= one.DispatchSeconds
        && other.EndSeconds > one.DispatchSeconds);

    private static SimulatedRequest[] Requests(
        SimulatedBackend[] fleet, int count, double load, int promptTokens = 500, int outputTokens = 200)
    {
        var random = new SeededRandom(3);
        SimulatedRequest[] pool = [.. Enumerable.Range(0, count).Select(_ => new SimulatedRequest(
            0, Draw(random, promptTokens), Draw(random, outputTokens)))];
        var rate = Saturation.FindRatePerSecond(
            fleet, pool, cancellationToken: TestContext.Current.CancellationToken);
        return [.. Arrivals.Poisson(pool, load * rate, seed: 1)];
    }

    private static int Draw(SeededRandom random, int mean) =>
        (int)Math.Clamp(mean * Math.Exp(0.8 * random.NextGaussian() - 0.32), 1, 20 * mean);
}
