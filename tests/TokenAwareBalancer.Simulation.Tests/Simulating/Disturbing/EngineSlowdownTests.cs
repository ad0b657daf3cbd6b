using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating.Disturbing;

public sealed class EngineSlowdownTests
{
    private const double Within = 1e-9;

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Slowdown_ForAStretch_StretchesWhatBeginsThere_OfThatEngineAlone(int slots)
    {
        var profile = Given.A100 with { Slots = slots };
        var records = Run(profile, new EngineSlowdown("two", 5, 0.25, 0.75));

        var alone = profile.IsolatedFirstTokenSeconds(1000);
        // Round robin: every second one is on the second engine.
        Assert.All(records, record => Assert.Equal(
            record is { Backend: 1, ArrivalSeconds: >= 50 and < 150 } ? 5 * alone : alone,
            record.TimeToFirstTokenSeconds,
            Within));
        Assert.Contains(records, record => record.TimeToFirstTokenSeconds > 4.9 * alone);
    }

    [Fact]
    public void Slowdown_WithoutAnEnd_LastsBeyondTheLastArrival()
    {
        var records = Run(Given.A100, new EngineSlowdown("one", 5, 0.5));

        Assert.Equal(0, records[^1].Backend);
        Assert.Equal(
            5 * Given.A100.IsolatedSeconds(1000, 200), records[^1].EndSeconds - records[^1].ArrivalSeconds, Within);
    }

    [Fact]
    public void Slowdown_OfFiveTimes_IsSeenByThoseWhoCount_AndNotByTurns()
    {
        var requests = Given.Requests(4000, ratePerSecond: 20, mostPromptTokens: 3000);
        var slowdown = new EngineSlowdown("a100-llama-8b-1", 5, 0.5);

        Assert.InRange(ShareOfSlow("round-robin"), 0.24, 0.26);
        Assert.InRange(ShareOfSlow("pending-prefill"), 0.05, 0.22);

        double ShareOfSlow(string policy)
        {
            // The guard of the KV caches would see it too.
            var plan = Given.Plan(requests, policy) with { Slowdowns = [slowdown], GuardsKv = false };
            var late = Given.Run(plan).Records[2500..];
            return late.Count(record => record.Backend == 0) / (double)late.Length;
        }
    }

    [Theory]
    [MemberData(nameof(WrongSlowdowns))]
    public void Slowdown_ThatCannotBe_IsRefused(EngineSlowdown[] slowdowns, string part)
    {
        var plan = Given.Plan([new SimulatedRequest(0, 10, 10)], engines: 2) with { Slowdowns = slowdowns };

        var refusal = Assert.Throws<ArgumentException>(() => Given.Run(plan));

        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }

    public static TheoryData<EngineSlowdown[], string> WrongSlowdowns()
    {
        const string name = "a100-llama-8b-1";
        return new()
        {
            { [new("nobody", 5, 0.5)], "no engine named 'nobody' to slow down; expected one of a100-llama-8b-1, " },
            { [new(name, 0, 0.5)], "takes 0 times as long" },
            { [new(name, 5, 1)], "from 1 to ; expected parts" },
            { [new(name, 5, 0.5, 0.5)], "from 0.5 to 0.5; expected parts" },
            { [new(name, 5, 0.5), new(name, 2, 0.7)], "slowed down twice" },
        };
    }

    private static RequestRecord[] Run(HardwareProfile profile, EngineSlowdown slowdown) => Given.Run(new SimulationPlan
    {
        Fleet = [new("one", profile), new("two", profile)],
        Requests = [.. Enumerable.Range(0, 21).Select(number => new SimulatedRequest(number * 10, 1000, 200))],
        Policy = "round-robin",
        Slowdowns = [slowdown],
    }).Records;
}
