using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Configuration.Binding;

namespace TokenAwareBalancer.Reloading;

/// <summary>Which differences between two configurations wait for a restart.</summary>
public sealed class RestartComparisonTests
{
    [Theory]
    [InlineData("policy: round-robin")]
    [InlineData("timeouts: { total: 9m }")]
    [InlineData("limits: { requests: 9 }")]
    [InlineData("admin: { token: a-token-for-operators }")]
    [InlineData("listen: 127.0.0.1:8700")]
    public void Difference_OfWhatReloads_IsNone(string line) => Assert.Empty(Differences("", line));

    [Theory]
    [InlineData("listen: 127.0.0.1:2", "listen")]
    [InlineData("listen: [127.0.0.1:8700, 127.0.0.1:2]", "listen")]
    [InlineData("listen: { address: 127.0.0.1:8700, protocols: http2 }", "listen")]
    [InlineData("admin: { listen: [] }", "admin.listen")]
    [InlineData("limits: { header: 1KiB }", "limits.header")]
    [InlineData("timeouts: { connect: 1s }", "timeouts.connect")]
    [InlineData("logging: { format: json }", "logging")]
    public void Difference_OfWhatDoesNot_IsNamed(string line, string path)
    {
        Assert.Equal([path], Differences("", line));
        Assert.Equal([path], Differences(line, ""));
        Assert.Empty(Differences(line, line));
    }

    [Fact]
    public void Tables_WithinWhatNeedsARestart_AreNone() =>
        // They would be compared as objects: see RestartComparison.
        Assert.DoesNotContain(RestartShapes(ShapeFactory.Root, isMarked: false), shape => shape is TableShape);

    private static IReadOnlyList<string> Differences(string before, string after) =>
        RestartComparison.Differences(Load(before), Load(after));

    private static IEnumerable<SettingShape> RestartShapes(SettingShape shape, bool isMarked) => shape switch
    {
        GroupShape group => group.Settings.SelectMany(
            setting => RestartShapes(setting.Shape, isMarked || setting.NeedsRestart)),
        ListShape list => RestartShapes(list.Element, isMarked),
        _ => isMarked ? [shape] : [],
    };

    private static BalancerOptions Load(string line) => ConfigurationLoader.LoadText(
        $"{line}\nbackends: [{{ name: b, url: \"http://127.0.0.1:1\" }}]", "given", [],
        ConfigurationVocabulary.Shipped, static _ => null).Options!;
}
