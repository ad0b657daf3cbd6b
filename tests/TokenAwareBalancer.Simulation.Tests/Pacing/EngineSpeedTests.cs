using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Pacing;

/// <summary>What a minute of traffic teaches of one engine, held against what the engine truly does.</summary>
public sealed class EngineSpeedTests
{
    private const double Minute = 60;

    public static TheoryData<string, double> ProfilesAndLoads { get; } =
        new MatrixTheoryData<string, double>(["a100-llama-8b", "h100-llama-8b", "l40s-llama-8b"], [0.3, 0.6, 0.9]);

    [Theory]
    [MemberData(nameof(ProfilesAndLoads))]
    public void Minute_NoDisturbance_GivesBaseAndPrefillWithinAPercent(string profile, double load)
    {
        var engine = Watch(profile, load);

        AssertWithin(engine, basePart: 0.01, prefillPart: 0.01);
        Assert.InRange(engine.Backend.Watch.GapError.Median, 0, 0.005);
    }

    [Theory]
    [MemberData(nameof(ProfilesAndLoads))]
    public void Minute_ThreePercentJitter_GivesBaseAndPrefillWithinThreePercent(string profile, double load) =>
        AssertWithin(Watch(profile, load, jitter: 0.03), basePart: 0.03, prefillPart: 0.03);

    [Theory]
    [MemberData(nameof(ProfilesAndLoads))]
    public void Minute_TenPercentJitter_GivesBaseAndPrefillWithinFivePercent(string profile, double load)
    {
        var engine = Watch(profile, load, jitter: 0.1);

        AssertWithin(engine, basePart: 0.05, prefillPart: 0.05);
        // Uniform over ±10 %: half of all are off by more than 5 %, whatever is believed.
        Assert.InRange(engine.Backend.Watch.GapError.Median, 0.04, 0.06);
    }

    [Theory]
    [MemberData(nameof(ProfilesAndLoads))]
    public void Minute_TenMillisecondsAway_TellsTheWayFromTheWork(string profile, double load)
    {
        var engine = Watch(profile, load, jitter: 0.03, delaySeconds: 0.01);

        AssertWithin(engine, basePart: 0.03, prefillPart: 0.03);
        Assert.InRange(engine.Speed.OverheadMilliseconds, 17, 23);
    }

    [Theory]
    [MemberData(nameof(ProfilesAndLoads))]
    public void Minute_TokensHeldUpOnTheirWay_MoveBaseAndPrefillByLessThanFivePercent(string profile, double load)
    {
        // Of twenty tokens one is late by up to 0.1 s, several iterations, and those behind it come all at once.
        var engine = Watch(profile, load, jitter: 0.03, heldUpShare: 0.05, heldUpSeconds: 0.1);

        AssertWithin(engine, basePart: 0.05, prefillPart: 0.05);
        Assert.True(engine.Backend.Watch.GapError.P95 > 0.2, "nothing was held up");
    }

    [Theory]
    [InlineData(0.3, 3000)]
    [InlineData(0.9, 6000)]
    public void Minute_LargerBudget_IsFoundFromTheStepsThatAreTaken(double load, int leastTokens)
    {
        var engine = Watch("h100-llama-8b", load);

        Assert.InRange(engine.Speed.TokenBudget, leastTokens, engine.Profile.TokenBudget);
        Assert.Equal(2048, Watch("a100-llama-8b", load).Speed.TokenBudget);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public void TwoMinutes_FourPlacesWithoutBatching_AreFoundToShareNothing(int? maxConcurrency)
    {
        var profile = HardwareProfiles.Find("a100-llama-8b")! with { Name = "four-places", Slots = 4 };
        var fleet = new WatchedFleet([profile], jitter: 0.03, maxConcurrency: maxConcurrency);
        fleet.Run(Conversations.At(0.6, [profile], 2 * Minute), 2 * Minute);

        var speed = fleet.Engines[0].Speed;
        Assert.False(speed.SharesIterations);
        Assert.Equal(4, speed.Places);
        AssertWithin(fleet.Engines[0], basePart: 0.05, prefillPart: 0.05);
    }

    [Fact]
    public void FiveMinutes_SerialEngine_TeachesItsPrefillFromFirstTokens()
    {
        var profile = HardwareProfiles.Find("a100-llama-8b")! with { Name = "serial", Slots = 1 };
        var fleet = new WatchedFleet([profile], jitter: 0.03);
        fleet.Run(Conversations.At(0.6, [profile], 5 * Minute), 5 * Minute);

        Assert.False(fleet.Engines[0].Speed.SharesIterations);
        Assert.Equal(1, fleet.Engines[0].Speed.Places);
        AssertWithin(fleet.Engines[0], basePart: 0.05, prefillPart: 0.1);
    }

    [Theory]
    [InlineData("a100-llama-8b", 0.6, 0.06, 0.05)]
    [InlineData("h100-llama-8b", 0.6, 0.06, 0.05)]
    [InlineData("a100-llama-8b", 0.9, 0.12, 0.1)]
    public void FirstTokens_AsPredictedWhenPlaced_AreOffByLittle(
        string profile, double load, double mostBias, double mostMedian)
    {
        var error = Watch(profile, load, jitter: 0.03).Backend.Watch.FirstTokenError;

        Assert.True(error.Observations > 100);
        Assert.InRange(error.Bias, -mostBias, mostBias);
        Assert.InRange(error.Median, 0.001, mostMedian);
        // What comes behind a request shares its last iteration, and cannot be known beforehand.
        Assert.InRange(error.P95, 0.02, 0.6);
    }

    private static WatchedEngine Watch(
        string profile,
        double load,
        double jitter = 0,
        double delaySeconds = 0,
        double heldUpShare = 0,
        double heldUpSeconds = 0)
    {
        var hardware = HardwareProfiles.Find(profile)!;
        var fleet = new WatchedFleet([hardware], jitter)
        {
            DelaySeconds = delaySeconds,
            HeldUpShare = heldUpShare,
            HeldUpSeconds = heldUpSeconds,
        };
        fleet.Run(Conversations.At(load, [hardware], Minute), Minute);
        return fleet.Engines[0];
    }

    private static void AssertWithin(WatchedEngine engine, double basePart, double prefillPart)
    {
        var (basis, prefill) = engine.RatioToTruth(factor: 1);
        Assert.True(Math.Abs(basis - 1) <= basePart, $"a is {basis:F3} of the truth");
        Assert.True(Math.Abs(prefill - 1) <= prefillPart, $"b is {prefill:F3} of the truth");
    }
}
