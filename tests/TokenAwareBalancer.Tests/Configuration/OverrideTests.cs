namespace TokenAwareBalancer.Configuration;

public sealed class OverrideTests
{
    [Fact]
    public void Override_OfASettingInTheFile_Wins()
    {
        var options = Given.Options(
            Given.Minimal + "    weight: 5\ntimeouts: {first_token: 9s}",
            Given.Set("timeouts.firstToken", "30s"),
            Given.Set("backends.0.weight", "2"),
            Given.Set("policy", "round-robin"));

        Assert.Equal(TimeSpan.FromSeconds(30), options.Timeouts.FirstToken);
        Assert.Equal(2, options.Backends[0].Weight);
        Assert.Equal("round-robin", options.Policy);
    }

    [Fact]
    public void Overrides_OfTheSameSetting_LastOneWins()
    {
        var options = Given.Options(
            Given.Minimal, Given.Set("backends[0].weight", "1"), Given.Set("backends.0.weight", "2"));

        Assert.Equal(2, options.Backends[0].Weight);
    }

    [Fact]
    public void Overrides_WithAnEmptyFile_CanMakeItWhole()
    {
        var options = Given.Options(
            "",
            Given.Set("backends.0.name", "x"),
            Given.Set("backends.0.url", "http://h"),
            Given.Set("backends.0.models", "[m, n]"));

        Assert.Equal("x", options.Backends[0].Name);
        Assert.Equal(2, options.Backends[0].Models!.Count);
    }

    [Fact]
    public void Override_AfterTheLastIndex_AddsAnItem()
    {
        var options = Given.Options(Given.Minimal, Given.Set("backends.1", "{name: b, url: \"http://h\"}"));

        Assert.Equal(["a", "b"], options.Backends.Select(backend => backend.Name));
    }

    [Fact]
    public void Override_BelowANameAlone_MakesItAMapping() => Assert.Equal(
        ("m", "org/M"),
        Given.Options(Given.Minimal + "    models: [m]", Given.Set("backends.0.models.0.backendName", "org/M"))
            .Backends[0].Models!.Select(model => (model.Name, model.BackendName)).Single());

    [Fact]
    public void Override_OfAnAliasedItem_LeavesTheOtherAlone()
    {
        var options = Given.Options(
            "backends: [{name: a, url: http://h, labels: &l {x: y}}, {name: b, url: http://h, labels: *l}]",
            Given.Set("backends.1.labels.x", "z"));

        Assert.Equal(["y", "z"], options.Backends.Select(backend => backend.Labels["x"]));
    }

    [Fact]
    public void Override_OfAKeyThatHoldsADot_StandsInBrackets()
    {
        var options = Given.Options(Given.Minimal, Given.Set("models[llama-3.1-8b].tokenizer", "cl100k_base"));

        Assert.Equal("cl100k_base", options.Models["llama-3.1-8b"].Tokenizer);
    }

    [Theory]
    [InlineData("*:8700")]
    [InlineData("[::1]:8700")]
    public void Override_ThatYamlWouldMisread_IsTakenAsText(string address)
    {
        var options = Given.Options(Given.Minimal, Given.Set("listen", address));

        Assert.Equal(address, Assert.Single(options.Listen).Address.Text);
    }

    [Fact]
    public void Override_WithNothing_BringsBackTheDefault()
    {
        var options = Given.Options(Given.Minimal + "    weight: 5", Given.Set("backends.0.weight", ""));

        Assert.Equal(1, options.Backends[0].Weight);
    }

    [Fact]
    public void Override_WithAReference_ReadsTheEnvironment() =>
        Assert.Equal(2.5, Given.Options(Given.Minimal, Given.Set("backends.0.weight", "${WEIGHT}")).Backends[0].Weight);

    [Theory]
    [InlineData("backends.0.weight", "heavy", "--set: backends[0].weight: \"heavy\" is not a number; expected a number "
        + "greater than 0 and at most 1000, for instance 1")]
    [InlineData("backends.7.weight", "1", "--set: backends: has no item 7; expected an index from 0 to 1")]
    [InlineData("backends.x", "1", "--set: backends: has no item x; expected an index from 0 to 1")]
    [InlineData("backends.0.name.first", "1", "--set: backends[0].name: is a single value and has nothing below it")]
    [InlineData("timeout.hold", "1", "--set: timeout: is not a known key; expected timeouts, the nearest")]
    [InlineData("timeouts.", "1", "--set: timeouts.: is not a path; "
        + "expected keys and indexes, for instance backends.0.weight")]
    [InlineData("backends[0", "1", "--set: backends[0: is not a path; "
        + "expected keys and indexes, for instance backends.0.weight")]
    [InlineData("listen", "[a", "--set: listen.address: \"[a\" has no port; expected an address and a port, for instance "
        + "127.0.0.1:8700, [::1]:8700, localhost:8700, or *:8700 for every interface")]
    public void Override_ThatIsWrong_NamesItsOption(string path, string value, string error) =>
        Assert.Equal([error], Given.Errors(Given.Minimal, Given.Set(path, value)));

    [Fact]
    public void Errors_OfFileAndCommandLine_ComeTogether() => Assert.Equal(
        ["f.yaml", "--policy"],
        Given.Load(Given.Minimal + "    weight: x", new ConfigurationOverride("--policy", "policy", "y"))
            .Errors.Select(error => error.Origin));
}
