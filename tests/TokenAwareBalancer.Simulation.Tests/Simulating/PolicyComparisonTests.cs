using TokenAwareBalancer.Simulating.Arriving;

namespace TokenAwareBalancer.Simulating;

/// <summary>What is known to be better than what, on lengths drawn like those of public conversations.</summary>
public sealed class PolicyComparisonTests
{
    private static readonly Lazy<Dictionary<string, (double Ttft, double E2e)>> Means = new(RunAll);

    [Fact]
    public void PendingPrefill_FirstTokens_ComeAThirdSoonerThanByConnectionsOrResidentPrompts()
    {
        var means = Means.Value;

        // 0.66 and 0.64 in the reference table, of a real trace.
        Assert.InRange(means["pending-prefill"].Ttft / means["least-connections"].Ttft, 0.55, 0.75);
        Assert.InRange(means["pending-prefill"].Ttft / means["least-tokens"].Ttft, 0.55, 0.75);
        Assert.InRange(means["lmetric"].Ttft / means["pending-prefill"].Ttft, 0.95, 1.05);
    }

    [Fact]
    public void BlindPolicies_FirstTokens_ComeLast()
    {
        var means = Means.Value;

        Assert.InRange(means["random"].Ttft / means["least-connections"].Ttft, 1.3, 1.8);
        Assert.InRange(means["round-robin"].Ttft / means["least-connections"].Ttft, 0.85, 1.25);
        Assert.True(means["power-of-two-choices"].Ttft > means["least-connections"].Ttft);
        Assert.True(means["power-of-two-choices"].Ttft < means["random"].Ttft);
    }

    [Fact]
    public void PoliciesThatSeeLoad_WholeAnswers_TakeTheSameOnEqualEngines()
    {
        string[] seeing = ["least-connections", "least-tokens", "pending-prefill", "lmetric"];
        var whole = seeing.Select(policy => Means.Value[policy].E2e).ToArray();

        Assert.InRange(whole.Max() / whole.Min(), 1, 1.03);
        Assert.InRange(Means.Value["random"].E2e / whole.Min(), 1.04, 1.3);
    }

    private static Dictionary<string, (double Ttft, double E2e)> RunAll()
    {
        var pool = Pool();
        SimulatedBackend[] fleet = [.. SimulatedBackend.Repeat(Given.A100, 8)];
        var rate = 0.8 * Saturation.FindRatePerSecond(fleet, pool, cancellationToken: TestContext.Current.CancellationToken);
        var requests = Arrivals.Poisson(Arrivals.Shuffle(pool, 14_000, seed: 1), rate, seed: 1);
        string[] policies =
        [
            "random", "round-robin", "power-of-two-choices", "least-connections", "least-tokens", "pending-prefill",
            "lmetric",
        ];
        return policies.ToDictionary(policy => policy, policy =>
        {
            var measured = Given.Run(new SimulationPlan
            {
                Fleet = fleet,
                Requests = requests,
                Policy = policy,
                WarmUpShare = 0.2,
            }).Measured.ToArray();
            return (measured.Average(one => one.TimeToFirstTokenSeconds), measured.Average(one => one.DurationSeconds));
        });
    }

    /// <summary>Log-normal, with the means and deviations of the conversations that Azure published.</summary>
    private static SimulatedRequest[] Pool()
    {
        var random = new SeededRandom(21);
        return [.. Enumerable.Range(0, 10_000).Select(_ => new SimulatedRequest(
            0, Draw(random, 1155, 1109, 14_050), Draw(random, 211, 163, 600)))];
    }

    private static int Draw(SeededRandom random, double mean, double deviation, int longest)
    {
        var variance = Math.Log(1 + deviation * deviation / (mean * mean));
        var drawn = mean * Math.Exp(Math.Sqrt(variance) * random.NextGaussian() - variance / 2);
        return (int)Math.Clamp(drawn, 1, longest);
    }
}
