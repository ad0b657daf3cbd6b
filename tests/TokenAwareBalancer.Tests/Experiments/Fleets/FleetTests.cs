using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Experiments.Fleets;

public sealed class FleetTests
{
    private static readonly Dictionary<string, HardwareProfile> Profiles =
        HardwareProfiles.Names.ToDictionary(name => name, name => HardwareProfiles.Find(name)!);

    [Theory]
    [InlineData("4xh100-llama-8b,4xa100-llama-8b", "4xh100-llama-8b,4xa100-llama-8b", 8)]
    [InlineData("a100-llama-8b", "1xa100-llama-8b", 1)]
    [InlineData("4xh100-llama-70b", "1x4xh100-llama-70b", 1)]
    [InlineData("2x4xh100-llama-70b", "2x4xh100-llama-70b", 2)]
    [InlineData("1xa100-llama-8b, 2xa100-llama-8b", "3xa100-llama-8b", 3)]
    public void Text_IsReadAsSoManyOfEachKind(string text, string written, int engines)
    {
        var fleet = FleetText.Parse(text, Profiles);

        Assert.Equal((written, engines), (fleet.ToString(), fleet.Backends.Count));
    }

    [Fact]
    public void Proportions_AreKeptFromTheSmallestFleetUp() => Assert.Equal(
        "9xh100-llama-8b,6xa100-llama-8b",
        FleetText.Parse("6xh100-llama-8b,4xa100-llama-8b", Profiles).Smallest().Times(3).ToString());

    [Fact]
    public void Pooled_OfOneKind_IsAsLargeAndFastAsAll()
    {
        var pooled = PooledEngine.Of(FleetText.Parse("8xa100-llama-8b", Profiles))!.Profile;
        var one = Profiles["a100-llama-8b"];

        Assert.Equal(one.Costs.BaseMilliseconds, pooled.Costs.BaseMilliseconds, 1e-9);
        Assert.Equal(one.Costs.PrefillTokenMilliseconds / 8, pooled.Costs.PrefillTokenMilliseconds, 1e-12);
        Assert.Equal(one.Costs.AttentionPairMilliseconds / 8, pooled.Costs.AttentionPairMilliseconds, 1e-12);
        Assert.Equal((one.TokenBudget * 8, one.MaxRequests * 8, one.KvTokens * 8),
            (pooled.TokenBudget, pooled.MaxRequests, pooled.KvTokens));
    }

    [Fact]
    public void Pooled_OfLargeCaches_HasAllOfThem()
    {
        var large = Profiles["a100-llama-8b"] with { KvTokens = 1_000_000_000 };
        var unlimited = large with { KvTokens = long.MaxValue };

        Assert.Equal(8_000_000_000, PooledEngine.Of(new ExperimentFleet([(large, 8)]))!.Profile.KvTokens);
        Assert.Equal(long.MaxValue, PooledEngine.Of(new ExperimentFleet([(unlimited, 8)]))!.Profile.KvTokens);
    }

    [Fact]
    public void Pooled_OfSlots_IsTheOneLine_AndNoneForUnlikeOnes()
    {
        var slots = HardwareProfileText.Parse("slots=a100-llama-8b:slots=4");
        var slow = HardwareProfileText.Parse("slow=l40s-llama-8b:slots=4");

        Assert.Equal(12, PooledEngine.Of(new ExperimentFleet([(slots, 3)]))!.Profile.Slots);
        Assert.Null(PooledEngine.Of(new ExperimentFleet([(slots, 3), (slow, 1)])));
    }

    [Fact]
    public void Isolated_OfSmallerBlocks_HasThoseInItsCache()
    {
        var fleet = FleetText.Parse("a100-llama-8b", Profiles);
        var request = new SimulatedRequest(0, 1500, 10) { BlockIds = new long[] { 1, 2 }, BlockTokens = 496 };

        var isolated = IsolatedTimes.Of(fleet, [request, request], networkDelaySeconds: 0);

        Assert.Equal(
            Profiles["a100-llama-8b"].IsolatedFirstTokenSeconds(1500, 992), isolated.FirstTokenSeconds[1], 1e-12);
    }

    [Fact]
    public void Isolated_IsTheFastestEngine_WithAllThatWasAskedBeforeInItsCache()
    {
        var fleet = FleetText.Parse("1xa100-llama-8b,1xh100-llama-8b", Profiles);
        SimulatedRequest[] requests =
        [
            new(0, 1500, 10) { BlockIds = new long[] { 1, 2, 3 } },
            new(1, 1500, 10) { BlockIds = new long[] { 1, 2, 4 } },
            new(2, 1024, 10) { BlockIds = new long[] { 1, 2 } },
        ];

        var isolated = IsolatedTimes.Of(fleet, requests, networkDelaySeconds: 0.001);

        var fastest = Profiles["h100-llama-8b"];
        Assert.Equal(0.002 + fastest.IsolatedFirstTokenSeconds(1500), isolated.FirstTokenSeconds[0], 1e-12);
        Assert.Equal(0.002 + fastest.IsolatedFirstTokenSeconds(1500, 1024), isolated.FirstTokenSeconds[1], 1e-12);
        // One token at least is computed, and what is found are whole blocks of 16.
        Assert.Equal(0.002 + fastest.IsolatedFirstTokenSeconds(1024, 1008), isolated.FirstTokenSeconds[2], 1e-12);
        Assert.Equal(0.002 + fastest.IsolatedSeconds(1500, 10, 1024), isolated.WholeSeconds[1], 1e-12);
    }
}
