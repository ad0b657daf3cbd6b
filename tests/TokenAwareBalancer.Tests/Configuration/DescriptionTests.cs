using TokenAwareBalancer.Configuration.Describing;
using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration;

/// <summary>The example, the schema and the documentation say what the options types say.</summary>
public sealed class DescriptionTests
{
    private static readonly ConfigurationVocabulary Shipped = ConfigurationVocabulary.Shipped;

    private static string Example => Given.RepositoryFile("balancer.example.yaml");

    /// <summary>The example with what is off by default turned on.</summary>
    private static string WholeExample => string.Join('\n', Example.Split('\n').Select(TurnOn));

    private static string[] KnownPaths => [.. SettingRows.Of(Shipped).Select(row => row.Path).Order()];

    [Fact]
    public void Documentation_OfTheSettings_IsWhatTheProgramPrints()
    {
        var table = Given.RepositoryFile("configuration.md").Split('\n')
            .SkipWhile(line => !line.StartsWith("<!-- settings", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.Length > 0);

        Assert.Equal(MarkdownTable.Write(Shipped), string.Join('\n', table) + "\n");
    }

    [Fact]
    public void Documentation_HasARowForEverySetting()
    {
        // The other table's rows are options of the command line.
        var documented = Given.RepositoryFile("configuration.md").Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line[3] != '-')
            .Select(line => line.Split('`')[1]);

        Assert.Equal(KnownPaths, documented.Order());
    }

    [Fact]
    public void Schema_InTheRepository_IsWhatTheProgramPrints() =>
        Assert.Equal(JsonSchemaWriter.Write(Shipped), Given.RepositoryFile("balancer.schema.json"));

    [Fact]
    public void Schema_HasAPropertyForEverySetting() =>
        Assert.Equal(KnownPaths, SchemaPaths.Of(new JsonSchemaWriter(Shipped).Schema()).Order());

    [Fact]
    public void Example_WithAllTurnedOn_HasEverySetting()
    {
        Assert.Equal(KnownPaths, ExamplePaths.Of(NodeReader.Read(WholeExample, "")!).Order());
        Assert.Empty(SchemaChecker.Check(WholeExample));
        // Nothing is wrong with it but that its files are on another machine, and its engine without TLS.
        Assert.Equal(
            ["listen[0].tls.certificate", "admin.listen[0].tls.certificate", "backends[0].tls.ca",
                "backends[0].tls.certificate", "backendsFile"],
            Load(WholeExample.Replace("url: http:", "url: https:", StringComparison.Ordinal))
                .Errors.Select(error => error.Path));
    }

    [Fact]
    public void Example_AsItIs_HasTheDefaults()
    {
        var options = Load(Example).Options!;
        var defaults = new BalancerOptions();

        var port = Assert.Single(options.Listen);
        Assert.Equal(defaults.Listen[0].Address, port.Address);
        Assert.Equal((null, null), (port.Protocols, port.Tls));
        Assert.Null(options.Admin.Token);
        Assert.Empty(options.Keys);
        Assert.Null(options.Cors);
        Assert.Equivalent(defaults.Timeouts, options.Timeouts);
        Assert.Equivalent(defaults.Limits, options.Limits);
        Assert.Equivalent(defaults.Logging, options.Logging);
        Assert.Equal(defaults.Admin.Listen[0].Address, Assert.Single(options.Admin.Listen).Address);
        Assert.Equal(defaults.Policy, options.Policy);
        Assert.Equal(new BackendOptions().Weight, options.Backends[0].Weight);
        Assert.Equal(new ModelOptions().Tokenizer, options.Models.Values.Single().Tokenizer);
    }

    [Fact]
    public void Example_ForTheBalancerAndForEditors_IsValid()
    {
        Assert.Empty(Load(Example).Errors);
        Assert.Empty(SchemaChecker.Check(Example));
    }

    [Fact]
    public void Example_AtItsHead_NamesTheSchema() =>
        Assert.Equal("# yaml-language-server: $schema=docs/balancer.schema.json", Example.Split('\n')[0]);

    [Theory]
    [InlineData("listen: [127.0.0.1:1, \"*:2\"]", true)]
    [InlineData("listen: {address: \"*:1\", protocols: http2}", true)]
    [InlineData("listen: [{address: \"*:1\"}, 127.0.0.1:2]", true)]
    [InlineData("listen: {protocols: http2}", false)]
    [InlineData("listen: {address: \"*:1\", protocols: h2}", false)]
    [InlineData("listen: {address: \"*:1\", tls: {key: k}}", false)]
    [InlineData("admin: {token: tooShort}", false)]
    [InlineData("keys: [{name: a, hash: sk-balancer-key}]", false)]
    [InlineData("keys: [{name: a}]", false)]
    [InlineData("cors: {origins: \"*\"}", true)]
    [InlineData("cors: {origins: [https://a, \"http://b:1\"], maxAge: 1h, credentials: true}", true)]
    [InlineData("cors: {origins: https://a/path}", false)]
    [InlineData("cors: {origins: a.example}", false)]
    [InlineData("cors: {maxAge: 1h}", false)]
    [InlineData("listen: localhost:0x1", false)]
    [InlineData("listen: []", false)]
    [InlineData("admin: {listen: []}", true)]
    [InlineData("polcy: none", false)]
    [InlineData("policy: pending-prefil", false)]
    [InlineData("policy: ${POLICY:-round-robin}", true)]
    [InlineData("timeouts: {hold: 1m30s}", true)]
    [InlineData("timeouts: {hold: 2.5}", true)]
    [InlineData("timeouts: {hold: 30s1m}", false)]
    [InlineData("timeouts: {connect: 0}", false)]
    [InlineData("limits: {body: 9000000000}", false)]
    [InlineData("limits: {body: 64MB}", true)]
    [InlineData("limits: {body: 64M}", false)]
    [InlineData("limits: {jsonDepth: 1}", false)]
    [InlineData("requestUsage: yes", false)]
    [InlineData("backends: []", false)]
    [InlineData("backends: [{name: a}]", false)]
    [InlineData("backends: [{name: a b, url: \"http://h\"}]", false)]
    [InlineData("backends: [{name: a, url: \"http://h/?x\"}]", false)]
    [InlineData("backends: [{name: a, url: \"http://h\", weight: 0}]", false)]
    [InlineData("backends: [{name: a, url: \"http://h\", models: [m, {name: n}]}]", true)]
    [InlineData("backends: [{name: a, url: \"http://h\", models: [{backendName: n}]}]", false)]
    [InlineData("models: {m: {tokenizer: none}}", true)]
    [InlineData("models: {m: {tokenizer: gpt}}", false)]
    public void Schema_AndBalancer_AgreeOn(string yaml, bool isValid)
    {
        if (!yaml.StartsWith("backends", StringComparison.Ordinal))
            yaml = Given.Minimal + yaml;

        Assert.Equal(isValid, SchemaChecker.Check(yaml).Count == 0);
        Assert.Equal(isValid, Load(yaml).Errors.Count == 0);
    }

    // "#key" is a setting, "# word" is a comment; within a setting that is off, comments are off once more.
    private static string TurnOn(string line)
    {
        var start = line.TrimStart();
        var isOff = start is ['#', not ' ', ..] or ['#', ' ', ' ', ..];
        return isOff ? line.Remove(line.IndexOf('#', StringComparison.Ordinal), 1) : line;
    }

    private static ConfigurationResult Load(string yaml) =>
        ConfigurationLoader.LoadText(yaml, "example", [], Shipped, _ => null);
}
