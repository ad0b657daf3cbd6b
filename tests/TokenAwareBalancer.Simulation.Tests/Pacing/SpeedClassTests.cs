using System.Collections.Frozen;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Pacing;

/// <summary>Which engines are believed to be equally fast, and how soon that is right.</summary>
public sealed class SpeedClassTests
{
    private static readonly HardwareProfile A100 = HardwareProfiles.Find("a100-llama-8b")!;
    private static readonly HardwareProfile H100 = HardwareProfiles.Find("h100-llama-8b")!;
    private static readonly HardwareProfile L40s = HardwareProfiles.Find("l40s-llama-8b")!;

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.8)]
    public void Classes_TwoKindsWithoutLabels_AreToldApartWithinAMinute(double load)
    {
        HardwareProfile[] kinds = [H100, A100, A100, H100, H100, A100, H100, A100];
        var fleet = Run(kinds, load, jitter: 0.05, seconds: 60);

        AssertOneClassForEach(fleet, 2);
        Assert.All(fleet.Engines, engine => AssertNear(engine, 1, 0.1, 0.15));
    }

    [Fact]
    public void Classes_ThreeKindsWithoutLabels_AreToldApartWithinAMinute()
    {
        var fleet = Run([H100, H100, H100, A100, A100, A100, L40s, L40s], 0.6, jitter: 0.05, seconds: 60);

        AssertOneClassForEach(fleet, 3);
        Assert.All(fleet.Engines, engine => AssertNear(engine, 1, 0.1, 0.15));
    }

    [Fact]
    public void Classes_OneOfTwo_IsToldFromTheOther()
    {
        var fleet = Run([L40s, H100], 0.6, jitter: 0.05, seconds: 60);

        AssertOneClassForEach(fleet, 2);
    }

    [Theory]
    [InlineData("pending-prefill", 0.3)]
    [InlineData("random", 0.6)]
    [InlineData("pending-prefill", 0.9)]
    public void Classes_EqualEnginesUnderJitter_AreNeverSplit(string policy, double load)
    {
        HardwareProfile[] kinds = [.. Enumerable.Repeat(A100, 8)];
        var splits = 0;
        var fleet = new WatchedFleet(kinds, jitter: 0.1, policy)
        {
            HeldUpShare = 0.005,
            BeforePlacement = fleet => splits += Classes(fleet).Length > 1 ? 1 : 0,
        };
        fleet.Run(Conversations.At(load, kinds, 180), 180);

        Assert.Equal(0, splits);
        Assert.Single(fleet.Engines.Select(engine => engine.Speed.Costs).Distinct());
        Assert.Equal("m", fleet.Engines[0].Speed.Class);
    }

    [Fact]
    public void Classes_EnginesThatSeeDifferentWork_AreNotSplit()
    {
        // By weight one gets five times as much as the other.
        var fleet = new WatchedFleet([A100, A100], jitter: 0.05, policy: "round-robin", weights: [5, 1]);
        fleet.Run(Conversations.At(0.5, [A100, A100], 120), 120);

        Assert.Single(Classes(fleet));
        AssertNear(fleet.Engines[0], 1, 0.03, 0.03);
    }

    [Fact]
    public void Classes_Labels_AreClassesFromTheStart()
    {
        var fleet = new WatchedFleet([H100, A100], labels: index => new Dictionary<string, string>
        {
            ["gpu"] = index == 0 ? "h100" : "a100",
        }.ToFrozenDictionary());
        fleet.Run(Conversations.At(0.5, [H100, A100], 3), 3);

        Assert.Equal(["m gpu=h100", "m gpu=a100"], fleet.Engines.Select(engine => engine.Speed.Class));
    }

    [Fact]
    public void Backend_FiveTimesSlowerFromTheMiddle_IsFollowedWithinAMinuteAndReturns()
    {
        HardwareProfile[] kinds = [.. Enumerable.Repeat(A100, 4)];
        var fleet = new WatchedFleet(kinds, jitter: 0.05, slowdown: (Engine: 2, 60, 120, Factor: 5));
        var requests = Conversations.At(0.5, kinds, 180);

        fleet.Run(requests, 60);
        Assert.Single(Classes(fleet));

        fleet.Run(requests, 119);
        Assert.Equal(2, Classes(fleet).Length);
        AssertNear(fleet.Engines[2], 5, 0.2, 0.15);
        Assert.All(fleet.Engines.Where((_, index) => index != 2), engine => AssertNear(engine, 1, 0.03, 0.03));

        fleet.Run(requests, 179);
        Assert.Single(Classes(fleet));
        AssertNear(fleet.Engines[2], 1, 0.05, 0.05);
    }

    [Fact]
    public void AllBackends_FiveTimesSlowerFromTheMiddle_AreFollowedWithinAMinute()
    {
        var fleet = new WatchedFleet([A100], jitter: 0.05, slowdown: (Engine: 0, 60, 1000, Factor: 5));
        fleet.Run(Conversations.At(0.15, [A100], 120), 120);

        AssertNear(fleet.Engines[0], 5, 0.1, 0.15);
    }

    [Fact]
    public void Import_OfWhatAnEarlierLifeLearned_IsBelievedBeforeAnythingIsSeen()
    {
        HardwareProfile[] kinds = [H100, A100, H100, A100];
        var before = Run(kinds, 0.6, jitter: 0.03, seconds: 60);
        var exported = before.Speeds.Export(before.NowSeconds);

        var after = new WatchedFleet(kinds);
        after.Speeds.Import(exported, after.NowSeconds);
        after.Run(Conversations.At(0.6, kinds, 1), 1);

        AssertOneClassForEach(after, 2);
        Assert.All(after.Engines, engine => AssertNear(engine, 1, 0.05, 0.05));
        Assert.All(after.Engines, engine => Assert.InRange(engine.Speed.Confidence, 0.5, 1));
    }

    [Fact]
    public void Import_OfSomethingOld_IsBelievedLessAndGivesWayToTheTruth()
    {
        var before = Run([A100], 0.6, jitter: 0.03, seconds: 60);
        var aged = before.Speeds.Export(before.NowSeconds).Select(speed => speed with { AgeSeconds = 14 * 24 * 3600 });

        var after = new WatchedFleet([L40s], jitter: 0.03);
        after.Speeds.Import(aged, after.NowSeconds);
        var requests = Conversations.At(0.6, [L40s], 60);
        after.Run(requests, 0.5);
        var confidence = after.Speeds.Export(after.NowSeconds).Single().Confidence;
        after.Run(requests, 60);

        Assert.InRange(confidence, 0.001, 0.1);
        AssertNear(after.Engines[0], 1, 0.05, 0.05);
    }

    [Fact]
    public void Export_NothingLearned_IsEmpty() => Assert.Empty(new WatchedFleet([A100]).Speeds.Export(0));

    private static WatchedFleet Run(HardwareProfile[] kinds, double load, double jitter, double seconds)
    {
        var fleet = new WatchedFleet(kinds, jitter);
        fleet.Run(Conversations.At(load, kinds, seconds), seconds);
        return fleet;
    }

    private static string[] Classes(WatchedFleet fleet) =>
        [.. fleet.Engines.Select(engine => engine.Speed.Class).Where(name => name.Length > 0).Distinct()];

    private static void AssertOneClassForEach(WatchedFleet fleet, int kinds)
    {
        Assert.Equal(kinds, Classes(fleet).Length);
        Assert.All(
            fleet.Engines.GroupBy(engine => engine.Profile.Name),
            kind => Assert.Single(kind.Select(engine => engine.Speed.Class).Distinct()));
    }

    private static void AssertNear(WatchedEngine engine, double factor, double basePart, double prefillPart)
    {
        var (basis, prefill) = engine.RatioToTruth(factor);
        Assert.True(Math.Abs(basis - 1) <= basePart, $"{engine.Backend.Name}: a is {basis:F3} of the truth");
        Assert.True(Math.Abs(prefill - 1) <= prefillPart, $"{engine.Backend.Name}: b is {prefill:F3} of the truth");
    }
}
