namespace TokenAwareBalancer.Configuration;

/// <summary>Each kind of error: its place, its words.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("", "f.yaml: is empty; expected at least one backend")]
    [InlineData("# only a comment\n", "f.yaml: is empty; expected at least one backend")]
    [InlineData("- a", "f.yaml:1:1: is a list; expected a mapping with listen, admin, keys, cors, policy, requestUsage, "
        + "forwardClientAuthorization, forwardedHeaders, learnConcurrency, kvGuard, preferLoaded, backends, backendsFile, "
        + "discovery, models, "
        + "counting, learning, timeouts, health, scraping, failover, limits, logging")]
    [InlineData("policy: round-robin", "f.yaml:1:1: backends: is missing; expected a list of at least one item")]
    [InlineData("backends: []", "f.yaml:1:11: backends: is an empty list; expected a list of at least one item")]
    [InlineData("backends:\n  a: 1", "f.yaml:2:3: backends: is a mapping; expected a list of at least one item")]
    [InlineData("backends:\n  - http://h", "f.yaml:2:5: backends[0]: is a single value; expected a mapping with "
        + "name, url, discover, tls, models, weight, maxConcurrency, kvTokens, health, scraping, labels, apiKey")]
    [InlineData("backends:\n  -\n", "f.yaml:2:4: backends[0]: is empty; expected a mapping with "
        + "name, url, discover, tls, models, weight, maxConcurrency, kvTokens, health, scraping, labels, apiKey")]
    [InlineData("backends:\n  - name: a\n", "f.yaml:2:5: backends[0].url: is missing; expected an http or https URL, "
        + "for instance http://127.0.0.1:8000/v1")]
    [InlineData("backends:\n  - url: http://h\n", "f.yaml:2:5: backends[0].name: is missing; expected "
        + "1 to 64 letters, digits, dots, underscores or hyphens")]
    [InlineData("backends: [{name: a b, url: http://h}]", "f.yaml:1:19: backends[0].name: \"a b\" is not allowed here; "
        + "expected 1 to 64 letters, digits, dots, underscores or hyphens")]
    public void File_WithoutTheEssentials_SaysWhatIsMissing(string yaml, string error) =>
        Assert.Equal([error], Given.Errors(yaml));

    [Theory]
    [InlineData("    weight: heavy", "4:13: backends[0].weight: \"heavy\" is not a number; "
        + "expected a number greater than 0 and at most 1000, for instance 1")]
    [InlineData("    weight: 0", "4:13: backends[0].weight: \"0\" is too small; "
        + "expected a number greater than 0 and at most 1000, for instance 1")]
    [InlineData("    weight: 1001", "4:13: backends[0].weight: \"1001\" is too large; "
        + "expected a number greater than 0 and at most 1000, for instance 1")]
    [InlineData("    weight: .nan", "4:13: backends[0].weight: \".nan\" is not a number; "
        + "expected a number greater than 0 and at most 1000, for instance 1")]
    [InlineData("    maxConcurrency: 1.5", "4:21: backends[0].maxConcurrency: \"1.5\" is not a whole number; "
        + "expected a whole number from 1 to 100000, for instance 64")]
    [InlineData("    models: []", "4:13: backends[0].models: is an empty list; expected a list of at least one item")]
    [InlineData("    models: [{backendName: x}]", "4:14: backends[0].models[0].name: is missing; "
        + "expected 1 to 256 characters on one line")]
    [InlineData("    labels: {gpu: [a]}", "4:19: backends[0].labels.gpu: is a list; "
        + "expected 1 to 256 characters on one line")]
    [InlineData("    labels: {\"\": a}", "4:14: backends[0].labels[]: is an empty key; expected a name")]
    [InlineData("requestUsage: yes", "4:15: requestUsage: \"yes\" is not a truth value; expected true or false")]
    [InlineData("timeouts: 5s", "4:11: timeouts: is a single value; "
        + "expected a mapping with connect, firstToken, headers, client, idle, betweenTokens, total, headerCap, hold, "
        + "shutdown")]
    [InlineData("timeouts: {hold: 5 minutes}", "4:18: timeouts.hold: \"5 minutes\" is not a duration; "
        + "expected a duration from 0s to 24h, for instance 30s")]
    [InlineData("timeouts: {connect: 0}", "4:21: timeouts.connect: \"0\" is too short; "
        + "expected a duration from 1ms to 24h, for instance 5s")]
    [InlineData("timeouts: {hold: 25h}", "4:18: timeouts.hold: \"25h\" is too long; "
        + "expected a duration from 0s to 24h, for instance 30s")]
    [InlineData("limits: {body: 64M}", "4:16: limits.body: \"64M\" is not a size; "
        + "expected a size from 1KiB to 1GiB, for instance 64MiB")]
    [InlineData("limits: {body: 2GiB}", "4:16: limits.body: \"2GiB\" is too large; "
        + "expected a size from 1KiB to 1GiB, for instance 64MiB")]
    [InlineData("logging: {level: info}", "4:18: logging.level: \"info\" is not known, perhaps information; "
        + "expected one of trace, debug, information, warning, error, critical, none")]
    [InlineData("logging: {level: 3}", "4:18: logging.level: \"3\" is not known; "
        + "expected one of trace, debug, information, warning, error, critical, none")]
    [InlineData("policy: round-robbin", "4:9: policy: \"round-robbin\" is not a known policy name, "
        + "perhaps round-robin; expected one of round-robin, pending-prefill")]
    [InlineData("models: {m: {tokenizer: cl100k}}", "4:25: models.m.tokenizer: \"cl100k\" is not a known tokenizer "
        + "name, perhaps cl100k_base; expected one of cl100k_base, none, or the path of a tokenizer's file, as "
        + "./tokenizer.json")]
    [InlineData("listen: []", "4:9: listen: is an empty list; expected a list of at least one item, or a mapping with "
        + "address, protocols, tls, or the address alone")]
    [InlineData("listen: 127.0.0.1:65536", "4:9: listen.address: \"127.0.0.1:65536\" has a port that is not a number from 0 to "
        + "65535; expected an address and a port, for instance 127.0.0.1:8700, [::1]:8700, localhost:8700, or *:8700 "
        + "for every interface")]
    public void Value_ThatIsWrong_IsShownWithItsPlace(string line, string error) =>
        Assert.Equal(["f.yaml:" + error], Given.Errors(Given.Minimal + line));

    [Theory]
    [InlineData("policy: round-robin\npolicy: round-robin", "5:1: policy: is written twice; "
        + "expected each key once, in one spelling")]
    [InlineData("models:\n  m: {}\n  m: {}", "6:3: models.m: is written twice; expected each key once")]
    [InlineData("polices: round-robin", "4:1: polices: is not a known key; expected policy, the nearest")]
    [InlineData("    max_concurency: 3", "4:5: backends[0].max_concurency: is not a known key; "
        + "expected maxConcurrency, the nearest")]
    [InlineData("limits: {retries: 3}", "4:10: limits.retries: is not a known key; "
        + "expected one of body, bufferedBytes, header, requests, jsonDepth, heldRequests")]
    [InlineData("? [a]\n: b", "4:3: is not valid YAML: A key is not plain text.")]
    [InlineData("policy: *:8700", "4:9: is not valid YAML: An alias has no anchor before it; "
        + "text that begins with * needs quotes.")]
    [InlineData("policy: !x", "4:9: is not valid YAML: Tags have no meaning here; text that begins with ! needs quotes.")]
    [InlineData("policy: \"a", "4:9: is not valid YAML: "
        + "While scanning a quoted scalar, found unexpected end of stream.")]
    [InlineData("---\na: b", "4:1: is not valid YAML: A second document begins; the file holds one.")]
    public void Key_ThatIsWrong_IsNamedWithItsPlace(string line, string error) =>
        Assert.Equal(["f.yaml:" + error], Given.Errors(Given.Minimal + line));

    [Fact]
    public void Nesting_BeyondReason_IsAnErrorAndNoOverflow() =>
        Assert.Contains("nested more than 32 deep", Assert.Single(Given.Errors(new string('[', 100_000))));

    [Fact]
    public void File_WithManyErrors_ReportsAllInTheOrderOfTheFile()
    {
        var result = Given.Load("""
            polcy: x
            timeouts: { hold: soon }
            backends:
              - name: a
                weight: heavy
              - name: a
                url: ftp://h
                maxConcurrency: -1
            """);

        Assert.Null(result.Options);
        Assert.Equal(
            ["polcy", "timeouts.hold", "backends[0].url", "backends[0].weight", "backends[1].name", "backends[1].url",
                "backends[1].maxConcurrency"],
            result.Errors.Select(error => error.Path));
    }

    [Theory]
    [InlineData("/no/such/file.yaml", "does not exist")]
    [InlineData("/", "cannot be read")]
    public void File_ThatCannotBeRead_IsAnErrorWithoutAPlace(string path, string problem)
    {
        var result = ConfigurationLoader.LoadFile(path, [], Given.Vocabulary, _ => null);

        var error = Assert.Single(result.Errors);
        Assert.StartsWith($"{path}: {problem}", error.ToString(), StringComparison.Ordinal);
        Assert.Null(error.Line);
    }

    [Fact]
    public void Text_Mutilated_NeverThrows()
    {
        var example = Given.RepositoryFile("balancer.example.yaml");
        var random = new Random(20261120);
        const string insertions = "[]{}:,-*&!|>'\"%@`#?\t\n ${}\u0001\ud800";
        for (var round = 0; round < 3000; round++)
        {
            var text = example[..random.Next(example.Length)].ToCharArray().AsSpan();
            for (var change = random.Next(4); change >= 0 && text.Length > 0; change--)
                text[random.Next(text.Length)] = insertions[random.Next(insertions.Length)];
            var result = Given.Load(text.ToString());
            Assert.Equal(result.Options is null, result.Errors.Count > 0);
        }
    }
}
