namespace TokenAwareBalancer.Configuration;

public sealed class EnvironmentTests
{
    [Theory]
    [InlineData("http://${HOST}:8000", "http://gpu.example:8000/")]
    [InlineData("http://${NOWHERE:-127.0.0.1}:8000", "http://127.0.0.1:8000/")]
    [InlineData("http://${EMPTY:-127.0.0.1}:8000", "http://127.0.0.1:8000/")]
    [InlineData("http://${HOST:-127.0.0.1}:8000", "http://gpu.example:8000/")]
    public void Reference_InAValue_IsReplaced(string url, string expected) =>
        Assert.Equal(expected, Given.Options($"backends: [{{name: a, url: \"{url}\"}}]").Backends[0].Url.AbsoluteUri);

    [Theory]
    [InlineData("$${HOST}", "${HOST}")]
    [InlineData("$HOST ${HOST}$", "$HOST gpu.example$")]
    public void Escape_InAValue_StaysAReference(string label, string expected) =>
        Assert.Equal(expected, Given.Options($"{Given.Minimal}    labels: {{x: \"{label}\"}}").Backends[0].Labels["x"]);

    [Theory]
    [InlineData("${NOWHERE}", "refers to the environment variable NOWHERE, which is not set")]
    [InlineData("${EMPTY}", "refers to the environment variable EMPTY, which is empty")]
    [InlineData("${0X}", "has a ${ that begins no reference")]
    [InlineData("${HOST", "has a ${ that begins no reference")]
    public void Reference_ThatCannotBeFollowed_IsAnErrorThatNamesIt(string weight, string problem) => Assert.Equal(
        [$"f.yaml:4:13: backends[0].weight: \"{weight}\" {problem}; "
            + "expected a variable that is set, or ${NAME:-default}"],
        Given.Errors($"{Given.Minimal}    weight: \"{weight}\""));

    [Fact]
    public void Reference_ThatMayBeEmpty_LeavesTheSettingOut() =>
        Assert.Null(Given.Options(Given.Minimal + "    apiKey: ${NOWHERE:-}").Backends[0].ApiKey);

    [Fact]
    public void Reference_ThatLeavesOutARequiredSetting_MakesItMissing() => Assert.StartsWith(
        "f.yaml:1:12: backends[0].url: is missing",
        Assert.Single(Given.Errors("backends: [{name: a, url: \"${NOWHERE:-}\"}]")),
        StringComparison.Ordinal);

    [Fact]
    public void Error_InAVariablesValue_ShowsTheVariableAndNotTheValue() => Assert.StartsWith(
        "f.yaml:4:13: backends[0].weight: \"${HEAVY}\" is not a number",
        Assert.Single(Given.Errors(Given.Minimal + "    weight: ${HEAVY}")),
        StringComparison.Ordinal);
}
