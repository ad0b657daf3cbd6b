using TokenAwareBalancer.Documentation;

namespace TokenAwareBalancer.Experiments.Matrix;

public sealed class MatrixSettingsTests
{
    [Fact]
    public void Names_AreEachOnce_AndDocumented()
    {
        var names = MatrixSettings.All.Select(setting => setting.Name).ToArray();
        var text = RepositoryFiles.Read("docs/simulation.md");

        Assert.Equal(names.Distinct(), names);
        Assert.Equal(66, MatrixSettings.All.SelectMany(setting => setting.CellNames).Distinct().Count());
        Assert.All(names, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Fleets_AreThoseTheyAreNamedAfter()
    {
        var engines = MatrixSettings.All.ToDictionary(
            setting => setting.Name, setting => setting.CreateFleet().Parts.Select(part => part.Count));

        Assert.Equal([4, 4], engines["h100x4-a100x4-conv"]);
        Assert.Equal([3, 3, 2], engines["h100x3-a100x3-l40sx2-mixed"]);
        Assert.Equal([2, 4], engines["h100x2-a100x4-mooncake-412k"]);
        Assert.Equal([4, 2], engines["slots4x6-conv"]);
    }

    [Fact]
    public void Slots_OfTheSlowEngines_TakeTwiceAsLong()
    {
        var parts = MatrixSettings.All.Single(setting => setting.Name == "slots4x6-conv").CreateFleet().Parts;

        Assert.All(parts, part => Assert.Equal(4, part.Profile.Slots));
        var seconds = parts.Select(part => part.Profile.IsolatedSeconds(1000, 200)).ToArray();
        Assert.Equal(2, seconds[1] / seconds[0], 1e-9);
    }

    [Fact]
    public void KvTokens_AreThoseOfEveryEngine()
    {
        var setting = MatrixSettings.All.Single(setting => setting.Name == "h100x3-a100x3-mooncake-1600k");

        Assert.All(setting.CreateFleet().Parts, part => Assert.Equal(1_600_000, part.Profile.KvTokens));
    }

    [Fact]
    public void CellName_SaysTheLoad()
    {
        var setting = MatrixSettings.All[0];

        Assert.Equal("a100x8-conv-95", setting.CellName(0.95));
        Assert.Equal("a100x8-conv-own", setting.CellName(null));
        Assert.Equal("a100x8-conv-{30,80}", setting.CellNamesOf([0.3, 0.8]));
    }
}
