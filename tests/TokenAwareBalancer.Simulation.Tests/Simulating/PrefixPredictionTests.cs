using System.Globalization;
using TokenAwareBalancer.Simulating.Arriving;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating;

/// <summary>Predicted prefix hits against what the engines really find.</summary>
/// <remarks>
/// Those of the public trace need it: set BALANCER_TEST_TRACES to the folder that docs/simulation.md names. The policy
/// is <c>lmetric</c>, which weighs what each backend would have to compute.
/// </remarks>
public sealed class PrefixPredictionTests(ITestOutputHelper output)
{
    private const string Mooncake = "mooncake_conversation.jsonl";

    [Theory]
    [InlineData(120_000)]
    [InlineData(400_000)]
    public void Conversations_EnginesTellTheirCapacity_PredictedHitsAreTheEnginesOwn(long kvTokens)
    {
        var hits = Measure(Run(kvTokens, Conversations(6000, ratePerSecond: 12), scrapePeriodSeconds: 2));

        Assert.InRange(hits.ObservedShare, 0.1, 0.95);
        Assert.InRange(hits.ErrorShare, 0, 0.01);
        Assert.InRange(hits.PredictedShare - hits.ObservedShare, -0.005, 0.005);
    }

    [Theory]
    [InlineData(120_000)]
    [InlineData(400_000)]
    [InlineData(1_200_000)]
    public void Conversations_NobodyTellsTheCapacity_PredictedHitsAreNearTheEnginesOwn(long kvTokens)
    {
        var hits = Measure(Run(kvTokens, Conversations(6000, ratePerSecond: 12), scrapePeriodSeconds: null));

        Assert.InRange(hits.ErrorShare, 0, 0.05);
        Assert.InRange(hits.PredictedShare - hits.ObservedShare, -0.04, 0.04);
    }

    [Fact]
    public void Conversations_PolicyKnowsWhatIsCached_FindMoreOfItAndWaitLess()
    {
        var requests = Conversations(6000, ratePerSecond: 12);
        var knowing = Run(400_000, requests, scrapePeriodSeconds: 2);
        var notKnowing = Run(400_000, [.. requests.Select(request => request with { BlockIds = default })], 2);
        var blind = Run(400_000, requests, scrapePeriodSeconds: 2, policy: "least-connections");

        Assert.True(Measure(knowing).ObservedShare > 1.3 * Measure(blind).ObservedShare);
        Assert.True(MeanTtft(knowing) < 0.8 * MeanTtft(blind), $"{MeanTtft(knowing)} against {MeanTtft(blind)}");
        Assert.Equal(0, Measure(notKnowing).PredictedShare);
    }

    [Theory]
    [InlineData(412_000, 1.0, 0.005)]
    [InlineData(3_300_000, 1.0, 0.005)]
    [InlineData(412_000, null, 0.01)]
    [InlineData(3_300_000, null, 0.03)]
    public void Mooncake_EightH100At80Percent_PredictedHitsAreTheEnginesOwn(
        long kvTokens, double? scrapePeriodSeconds, double mostErrorShare)
    {
        var measured = Run(kvTokens, ReadMooncake(kvTokens, load: 0.8), scrapePeriodSeconds, engines: 8);

        var hits = Measure(measured);

        Assert.InRange(hits.ErrorShare, 0, mostErrorShare);
        Assert.InRange(hits.PredictedShare - hits.ObservedShare, -mostErrorShare, mostErrorShare);
    }

    [Fact]
    public void Mooncake_EightH100At80Percent_LmetricIsAsInTheTable()
    {
        // The table has one seed, of which one differs from the next by a fifth.
        RequestRecord[] measured = [.. Enumerable.Range(1, 3).SelectMany(seed => Run(
            3_300_000, ReadMooncake(3_300_000, load: 0.8, seed), scrapePeriodSeconds: 1, engines: 8, seed: seed))];

        Assert.InRange(MeanTtft(measured), 452 * 0.85, 452 * 1.15);
        Assert.InRange(measured.Average(one => one.DurationSeconds), 7.78 * 0.85, 7.78 * 1.15);
        Assert.InRange(Measure(measured).ObservedShare, 0.29, 0.33);
    }

    /// <summary>Conversations of up to ten turns, with a system prompt that a tenth of all share.</summary>
    private static SimulatedRequest[] Conversations(int requests, double ratePerSecond)
    {
        const int BlockTokens = 64;
        var random = new SeededRandom(5, stream: 1);
        var open = new List<(List<long> Ids, int Turns)>();
        var (seconds, nextId) = (0.0, 1000L);
        return [.. Enumerable.Range(0, requests).Select(_ =>
        {
            seconds -= Math.Log(1 - random.NextDouble()) / ratePerSecond;
            var place = random.NextInteger(0, 199);
            if (place >= open.Count)
            {
                var system = random.NextInteger(0, 9);
                open.Add(([.. Enumerable.Range(0, 12).Select(block => (system * 100L) + block)], 0));
                place = open.Count - 1;
            }

            var (ids, turns) = open[place];
            for (var blocks = random.NextInteger(2, 30); blocks > 0; blocks--)
                ids.Add(nextId++);
            open[place] = (ids, turns + 1);
            if (turns == 9)
                open.RemoveAt(place);
            return new SimulatedRequest(seconds, (ids.Count * BlockTokens) + 9, random.NextInteger(10, 200))
            {
                BlockIds = ids.ToArray(),
                BlockTokens = BlockTokens,
            };
        })];
    }

    private static RequestRecord[] Run(
        long kvTokens, IReadOnlyList<SimulatedRequest> requests, double? scrapePeriodSeconds, int engines = 4,
        string policy = "lmetric", int seed = 1)
    {
        var profile = HardwareProfiles.Find("h100-llama-8b")!;
        return Given.Run(new SimulationPlan
        {
            Fleet = [.. SimulatedBackend.Repeat(profile with { KvTokens = kvTokens }, engines)],
            Requests = requests,
            Policy = policy,
            WarmUpShare = 0.2,
            Seed = seed,
            ScrapePeriodSeconds = scrapePeriodSeconds,
        }).Measured.ToArray();
    }

    private static SimulatedRequest[] ReadMooncake(long kvTokens, double load, int seed = 1)
    {
        var folder = Environment.GetEnvironmentVariable("BALANCER_TEST_TRACES");
        Assert.SkipWhen(
            folder is null, "Set BALANCER_TEST_TRACES to a folder with the traces that docs/simulation.md names.");
        var pool = TraceRequests.Read(Path.Combine(folder!, Mooncake)).ToArray();
        var profile = HardwareProfiles.Find("h100-llama-8b")! with { KvTokens = kvTokens };
        var rate = load * Saturation.FindRatePerSecond(
            [.. SimulatedBackend.Repeat(profile, 8)], pool, cancellationToken: TestContext.Current.CancellationToken);
        return Arrivals.Poisson(pool, rate, seed);
    }

    private Hits Measure(RequestRecord[] measured)
    {
        var promptTokens = measured.Sum(one => (double)one.PromptTokens);
        var hits = new Hits(
            measured.Sum(one => (double)one.PredictedCachedTokens) / promptTokens,
            measured.Sum(one => (double)one.CachedTokens) / promptTokens,
            measured.Sum(one => Math.Abs((double)one.PredictedCachedTokens - one.CachedTokens)) / promptTokens);
        var right = measured.Count(one => Math.Abs(one.PredictedCachedTokens - one.CachedTokens) <= 16);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"predicted {hits.PredictedShare:F4}, observed {hits.ObservedShare:F4}, error {hits.ErrorShare:F4} of "
            + $"{promptTokens / measured.Length:F0} tokens; right {(double)right / measured.Length:F4}; "
            + $"TTFT {MeanTtft(measured):F0} ms"));
        return hits;
    }

    private static double MeanTtft(RequestRecord[] measured) =>
        measured.Average(one => one.TimeToFirstTokenSeconds) * 1000;

    /// <summary>Parts of all prompt tokens.</summary>
    private sealed record Hits(double PredictedShare, double ObservedShare, double ErrorShare);
}
