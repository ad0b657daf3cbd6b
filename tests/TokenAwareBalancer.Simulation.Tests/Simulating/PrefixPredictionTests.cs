using TokenAwareBalancer.Simulating.Arriving;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating;

/// <summary>Predicted prefix hits against what the engines really find, on a public trace of conversations.</summary>
/// <remarks>Needs the trace, which the repository does not hold: set BALANCER_TEST_TRACES to its folder.</remarks>
public sealed class PrefixPredictionTests(ITestOutputHelper output)
{
    private const string Mooncake = "mooncake_conversation.jsonl";

    [Theory]
    [InlineData(412_000, 0.8)]
    [InlineData(3_300_000, 0.8)]
    [InlineData(412_000, 0.5)]
    [InlineData(412_001, 0.8)]
    [InlineData(3_300_001, 0.8)]
    [InlineData(100_001, 0.5)]
    [InlineData(150_000, 0.5)]
    public void Mooncake_EightH100_PredictedHitsAreNearTheEnginesOwn(long kvTokens, double load)
    {
        var measured = Run(kvTokens, load, scrapePeriodSeconds: kvTokens % 10 == 1 ? null : 1);
        Print(measured);
    }

    private void Print(RequestRecord[] measured)
    {
        double prompt = measured.Sum(r => (long)r.PromptTokens), predicted = measured.Sum(r => (long)r.PredictedCachedTokens),
            observed = measured.Sum(r => (long)r.CachedTokens);
        var mae = measured.Average(r => Math.Abs((double)r.PredictedCachedTokens - r.CachedTokens));
        var exact = measured.Count(r => Math.Abs(r.PredictedCachedTokens - r.CachedTokens) <= 16) / (double)measured.Length;
        output.WriteLine($"predicted {predicted / prompt:F4} observed {observed / prompt:F4} mae {mae:F0} of {prompt / measured.Length:F0}, bias {(predicted - observed) / measured.Length:F0}, exact {exact:F3}, over {measured.Count(r => r.PredictedCachedTokens > r.CachedTokens+16)/(double)measured.Length:F3} ttft {measured.Average(r => r.TimeToFirstTokenSeconds) * 1000:F0} e2e {measured.Average(r => r.DurationSeconds):F2}");
    }

    private static RequestRecord[] Run(long kvTokens, double load, double? scrapePeriodSeconds, string policy = "lmetric", int seed = 1)
    {
        var folder = Environment.GetEnvironmentVariable("BALANCER_TEST_TRACES");
        Assert.SkipWhen(
            folder is null, "Set BALANCER_TEST_TRACES to a folder with the traces that docs/simulation.md names.");
        var pool = TraceRequests.Read(Path.Combine(folder!, Mooncake)).ToArray();
        var profile = HardwareProfiles.Find("h100-llama-8b")!;
        var backends = SimulatedBackend.Repeat(profile with { KvTokens = kvTokens }, 8).ToArray();
        var rate = load * Saturation.FindRatePerSecond(
            backends, pool, cancellationToken: TestContext.Current.CancellationToken);
        return Given.Run(new SimulationPlan
        {
            Fleet = backends,
            Requests = Arrivals.Poisson(pool, rate, seed),
            Policy = policy,
            WarmUpShare = 0.2,
            Seed = seed,
            ScrapePeriodSeconds = scrapePeriodSeconds,
        }).Measured.ToArray();
    }
}
