using TokenAwareBalancer.Simulating.Arriving;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating;

/// <summary>What it is worth to hold what no KV cache has room for, and that it costs nothing elsewhere.</summary>
public sealed class KvGuardTests
{
    [Theory]
    [InlineData("least-connections")]
    [InlineData("pending-prefill")]
    [InlineData("lmetric")]
    public void Overload_OfKvCaches_FirstTokensComeEightTimesSoonerAndNothingIsThrownOut(string policy)
    {
        var plan = Overloaded(policy);

        var (guarded, unguarded) = (Given.Run(plan), Given.Run(plan with { GuardsKv = false }));

        Assert.InRange(Ttft(unguarded) / Ttft(guarded), 8, 1000);
        Assert.Equal(0, guarded.Preemptions);
        Assert.True(unguarded.Preemptions > 300, $"{unguarded.Preemptions} preemptions without the guard");
        Assert.True(E2e(guarded) < E2e(unguarded));
        Assert.Equal(0, guarded.Refused);
    }

    /// <summary>The same requests, with and without: what is held there is held for nothing.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void BelowOverload_TheGuard_CostsNothing(int seed)
    {
        var requests = Drawn(0.8, 4000, seed, [.. SimulatedBackend.Repeat(Given.A100, 4)]);
        var plan = Given.Plan(requests, "least-connections", engines: 4, seed);

        var (guarded, unguarded) = (Given.Run(plan), Given.Run(plan with { GuardsKv = false }));

        Assert.InRange(Ttft(guarded) / Ttft(unguarded), 0.99, 1.01);
        Assert.InRange(E2e(guarded) / E2e(unguarded), 0.99, 1.01);
    }

    [Fact]
    public void Overload_LargeRequests_AreServedInTheirTurn()
    {
        var plan = Overloaded("least-connections");
        var guarded = Given.Run(plan).Measured.ToArray();

        // Sent in the order in which they came, however large: first come, first served.
        var held = guarded.Where(record => record.WasHeld).ToArray();
        Assert.True(held.Length > 100, $"{held.Length} were held");
        for (var i = 1; i < held.Length; i++)
            Assert.True(held[i].DispatchSeconds >= held[i - 1].DispatchSeconds, $"{i} was sent before {i - 1}");
    }

    [Theory]
    [InlineData("least-connections")]
    [InlineData("pending-prefill")]
    public void Conversations_FourA10AtTheirOwnTimes_AreAsInTheTable(string policy)
    {
        var folder = Environment.GetEnvironmentVariable("BALANCER_TEST_TRACES");
        Assert.SkipWhen(
            folder is null, "Set BALANCER_TEST_TRACES to a folder with the traces that docs/simulation.md names.");
        var plan = new SimulationPlan
        {
            Fleet = [.. SimulatedBackend.Repeat(A10, 4)],
            Requests = TraceRequests.Read(Path.Combine(folder!, "azure2023_conv.csv")),
            Policy = policy,
        };

        var (guarded, unguarded) = (Given.Run(plan), Given.Run(plan with { GuardsKv = false }));

        Assert.InRange(Ttft(unguarded), 8, 12);
        Assert.InRange(Ttft(guarded), 0.4, 0.8);
        Assert.InRange(Ttft(unguarded) / Ttft(guarded), 8, 100);
        Assert.Equal(0, guarded.Preemptions);
    }

    private static HardwareProfile A10 => HardwareProfiles.Find("a10-qwen-7b")!;

    /// <summary>
    /// A hundred seconds of more than the fleet can do, and then less again: the caches fill up, and without the guard
    /// engines are busy with what they threw out long after.
    /// </summary>
    private static SimulationPlan Overloaded(string policy)
    {
        var seconds = 0.0;
        var random = new SeededRandom(1, stream: 6);
        var requests = Lengths(5500, seed: 1);
        for (var i = 0; i < requests.Length; i++)
        {
            var perSecond = seconds is > 200 and < 300 ? 9.0 : 5.4;
            seconds -= Math.Log(1 - random.NextDouble()) / perSecond;
            requests[i] = requests[i] with { ArrivalSeconds = seconds };
        }

        return new SimulationPlan
        {
            Fleet = [.. SimulatedBackend.Repeat(A10, 4)],
            Requests = requests,
            Policy = policy,
        };
    }

    private static SimulatedRequest[] Drawn(double load, int count, int seed, SimulatedBackend[] fleet)
    {
        var pool = Lengths(count, seed);
        var rate = Saturation.FindRatePerSecond(
            fleet, pool, cancellationToken: TestContext.Current.CancellationToken);
        return [.. Arrivals.Poisson(pool, load * rate, seed)];
    }

    /// <summary>With the means of the conversations that Azure published.</summary>
    private static SimulatedRequest[] Lengths(int count, int seed)
    {
        var random = new SeededRandom(seed, stream: 5);
        return [.. Enumerable.Range(0, count).Select(_ => new SimulatedRequest(
            0, Draw(random, median: 850, deviation: 0.8, most: 14_000), Draw(random, 160, 0.7, 1000)))];
    }

    private static int Draw(SeededRandom random, double median, double deviation, int most) =>
        (int)Math.Clamp(median * Math.Exp(deviation * random.NextGaussian()), 1, most);

    private static double Ttft(SimulationResult result) =>
        result.Measured.ToArray().Average(record => record.TimeToFirstTokenSeconds);

    private static double E2e(SimulationResult result) =>
        result.Measured.ToArray().Average(record => record.DurationSeconds);
}
