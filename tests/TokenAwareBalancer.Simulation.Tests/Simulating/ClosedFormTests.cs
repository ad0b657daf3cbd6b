using TokenAwareBalancer.Simulating.Arriving;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating;

/// <summary>Queues whose waiting times are known: prompts of a millisecond a token, answers of one token.</summary>
public sealed class ClosedFormTests
{
    private const int Requests = 150_000;

    private static readonly HardwareProfile Serial = new() { Name = "serial", Costs = new(0, 1), Slots = 1 };

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void SerialEngine_EqualRequests_WaitAsInMD1(double wantedLoad)
    {
        var requests = Arrivals.Poisson(
            Enumerable.Repeat(new SimulatedRequest(0, 100, 1), Requests).ToArray(), wantedLoad / 0.1, seed: 3);

        var waitSeconds = WaitSeconds(Run([new("one", Serial)], requests, "random"), Serial);

        // Pollaczek and Khinchin: load · service / (2 · (1 − load)); the load is that of the draw.
        var load = Arrivals.RatePerSecond(requests) * 0.1;
        Assert.Equal(1, waitSeconds / (load * 0.1 / (2 * (1 - load))), 0.03);
    }

    [Theory]
    [InlineData(1, 0.7)]
    [InlineData(4, 0.8)]
    [InlineData(16, 0.8)]
    public void SlotEngine_ExponentialRequests_WaitAsInMMk(int slots, double wantedLoad)
    {
        var random = new SeededRandom(11);
        var lengths = new SimulatedRequest[Requests];
        foreach (ref var request in lengths.AsSpan())
            request = new SimulatedRequest(0, (int)Math.Ceiling(-1000 * Math.Log(1 - random.NextDouble())), 1);
        var requests = Arrivals.Poisson(lengths, wantedLoad * slots, seed: 4);
        var profile = Serial with { Slots = slots };

        var waitSeconds = WaitSeconds(Run([new("one", profile)], requests, "random"), profile);

        var serviceSeconds = requests.Average(request => request.PromptTokens) / 1000.0;
        var load = Arrivals.RatePerSecond(requests) * serviceSeconds / slots;
        var expected = ErlangC(slots, load) * serviceSeconds / (slots * (1 - load));
        Assert.Equal(1, waitSeconds / expected, 0.05);
    }

    [Fact]
    public void SerialEngines_RandomSplit_AreMD1Each()
    {
        var requests = Arrivals.Poisson(
            Enumerable.Repeat(new SimulatedRequest(0, 100, 1), Requests).ToArray(), 4 * 0.6 / 0.1, seed: 5);

        var result = Run([.. SimulatedBackend.Repeat(Serial, 4)], requests, "random");

        var load = Arrivals.RatePerSecond(requests) * 0.1 / 4;
        Assert.Equal(1, WaitSeconds(result, Serial) / (load * 0.1 / (2 * (1 - load))), 0.04);
    }

    [Fact]
    public void SerialEngines_LeastTokens_WaitAsOneLineBeforeAll()
    {
        // Requests are known to the token: the least loaded engine is the one that a common line would have freed
        // first (Kiefer and Wolfowitz), so k engines behind the balancer are one engine of k slots.
        var random = new SeededRandom(12);
        var lengths = new SimulatedRequest[50_000];
        foreach (ref var request in lengths.AsSpan())
            request = new SimulatedRequest(0, random.NextInteger(1, 1000), 1);
        var requests = Arrivals.Poisson(lengths, 0.9 * 4 / 0.5005, seed: 6);

        var four = WaitSeconds(Run([.. SimulatedBackend.Repeat(Serial, 4)], requests, "least-tokens"), Serial);
        var one = WaitSeconds(Run([new("all", Serial with { Slots = 4 })], requests, "random"), Serial);

        // Not equal: what is done of a prompt is not known before it is done.
        Assert.InRange(four / one, 1, 1.35);
    }

    private static SimulationResult Run(
        IReadOnlyList<SimulatedBackend> fleet, SimulatedRequest[] requests, string policy) =>
        Given.Run(new SimulationPlan { Fleet = fleet, Requests = requests, Policy = policy });

    private static double WaitSeconds(SimulationResult result, HardwareProfile profile) =>
        result.Measured.ToArray().Average(record =>
            record.DurationSeconds - profile.IsolatedSeconds(record.PromptTokens, record.OutputTokens));

    /// <summary>The chance that all servers are busy.</summary>
    private static double ErlangC(int servers, double load)
    {
        var offered = servers * load;
        var (term, sum) = (1.0, 0.0);
        for (var i = 0; i < servers; i++)
        {
            sum += term;
            term *= offered / (i + 1);
        }

        return term / (1 - load) / (sum + term / (1 - load));
    }
}
