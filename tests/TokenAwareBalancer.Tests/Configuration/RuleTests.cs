namespace TokenAwareBalancer.Configuration;

/// <summary>The rules between settings.</summary>
public sealed class RuleTests
{
    [Fact]
    public void BackendName_Repeated_IsReportedAtTheSecond() => Assert.Equal(
        ["f.yaml:4:11: backends[1].name: \"a\" repeats backends[0].name; expected another name"],
        Given.Errors(Given.Minimal + "  - name: a\n    url: http://i"));

    [Fact]
    public void Model_ListedTwiceOnABackend_IsReportedAtTheSecond() => Assert.Equal(
        ["f.yaml:4:17: backends[0].models[1].name: \"m\" repeats backends[0].models[0].name; expected another name"],
        Given.Errors(Given.Minimal + "    models: [m, m]"));

    [Fact]
    public void Model_OnTwoBackends_IsFine() =>
        Given.Options(Given.Minimal + "    models: [m]\n  - name: b\n    url: http://i\n    models: [m]");

    [Fact]
    public void ModelSettings_OfAModelThatNoBackendLists_NameTheNearest() => Assert.Equal(
        ["f.yaml:6:3: models[llama-3.1]: is served by no backend, perhaps llama-3.1-8b; "
            + "expected one of llama-3.1-8b, chat"],
        Given.Errors(Given.Minimal + "    models: [llama-3.1-8b, chat]\nmodels:\n  llama-3.1: {}"));

    [Theory]
    [InlineData("")]
    [InlineData("    models: [m, [x]]\n")]
    public void ModelSettings_WhereABackendMayServeAnything_AreNotDoubted(string lines) => Assert.DoesNotContain(
        Given.Errors(Given.Minimal + lines + "models: {unheard-of: {tokenizer: none}}"),
        error => error.Contains("unheard-of", StringComparison.Ordinal));

    [Theory]
    [InlineData("http://127.0.0.1:8700/v1")]
    [InlineData("http://localhost:8701")]
    public void BackendUrl_ThatIsTheBalancersOwn_IsAnError(string url) => Assert.Contains(
        "is this balancer's own address; expected the address of an engine",
        Assert.Single(Given.Errors($"backends: [{{name: a, url: \"{url}\"}}]")), StringComparison.Ordinal);

    [Theory]
    [InlineData("timeouts: {total: 10s}", "f.yaml:4:19: timeouts.total: \"10s\" is shorter than timeouts.firstToken "
        + "(2m); expected 2m or more")]
    [InlineData("timeouts: {firstToken: 45m}", "f.yaml:4:24: timeouts.firstToken: \"45m\" is longer than "
        + "timeouts.total (30m); expected 30m or less")]
    public void Total_ShorterThanFirstToken_IsReportedWhereItWasWritten(string line, string error) =>
        Assert.Equal([error], Given.Errors(Given.Minimal + line));

    [Theory]
    [InlineData("limits: {bufferedBytes: 100MiB}", "f.yaml:4:25: limits.bufferedBytes: \"100MiB\" is less than "
        + "3 times limits.body (64MiB), which one body may take as it grows; expected 192MiB or more")]
    [InlineData("limits: {bufferedBytes: 2MiB, body: 1MiB}", "f.yaml:4:25: limits.bufferedBytes: \"2MiB\" is less than "
        + "3 times limits.body (1MiB), which one body may take as it grows; expected 3MiB or more")]
    public void BufferedBytes_LessThanOneBodyMayTake_IsAnError(string line, string error) =>
        Assert.Equal([error], Given.Errors(Given.Minimal + line));

    [Fact]
    public void BufferedBytes_EnoughForOneBody_IsFine() => Assert.Equal(
        3L << 20, Given.Options(Given.Minimal + "limits: {bufferedBytes: 3MiB, body: 1MiB}").Limits.BufferedBytes);

    [Fact]
    public void Total_ThatIsNoDuration_IsOneErrorAndNotComparedAsWell() =>
        Assert.Single(Given.Errors(Given.Minimal + "timeouts: {total: x, firstToken: 45m}"));

    [Theory]
    [InlineData("listen: 127.0.0.1:8701", "f.yaml:4:9: listen.address: \"127.0.0.1:8701\" is also opened by admin.listen.address "
        + "(127.0.0.1:8701); expected another port")]
    [InlineData("admin: {listen: localhost:8700}", "f.yaml:4:17: admin.listen.address: \"localhost:8700\" is also opened by "
        + "listen.address (127.0.0.1:8700); expected another port")]
    [InlineData("listen: [\"[::1]:1\", \"*:1\"]", "f.yaml:4:21: listen[1].address: \"*:1\" is also opened by "
        + "listen[0].address "
        + "([::1]:1); expected another port")]
    public void Addresses_ThatCannotBothOpen_AreAnError(string line, string error) =>
        Assert.Equal([error], Given.Errors(Given.Minimal + line));

    [Theory]
    [InlineData("listen: 127.0.0.1:0\nadmin: {listen: 127.0.0.1:0}")]
    [InlineData("listen: [127.0.0.1:1, 127.0.0.2:1, \"[::1]:1\"]")]
    public void Addresses_ThatCanBothOpen_AreFine(string lines) => Given.Options(Given.Minimal + lines);

    [Fact]
    public void Rules_BesideAnItemThatCouldNotBeRead_StillHoldForTheOthers() => Assert.Equal(
        ["backends[1]", "backends[2].name"],
        Given.Load(Given.Minimal + "  - nonsense\n  - {name: a, url: http://i}").Errors.Select(error => error.Path));
}
