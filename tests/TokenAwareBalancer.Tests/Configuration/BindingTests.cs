using Microsoft.Extensions.Logging;

namespace TokenAwareBalancer.Configuration;

/// <summary>What a valid file becomes.</summary>
public sealed class BindingTests
{
    [Fact]
    public void File_WithEverything_IsBoundWhole()
    {
        var options = Given.Options("""
            listen: [127.0.0.1:1, "[::1]:2"]
            admin: { listen: [] }
            policy: round-robin
            requestUsage: True
            forwardClientAuthorization: true
            backends:
              - name: gpu-0
                url: https://h:8000/prefix/v1
                models: [small, { name: chat, backendName: org/Chat-8B }]
                weight: 0.5
                maxConcurrency: 64
                labels: { gpu: a100, rack: 7 }
                apiKey: key
            models:
              small: { tokenizer: cl100k_base }
            timeouts: { connect: 500ms, firstToken: 90, total: 1h30m, hold: 0, shutdown: 1m }
            limits: { body: 1MB, jsonDepth: 32, heldRequests: 0 }
            logging: { level: warning, format: json }
            """);

        Assert.Equal(["127.0.0.1:1", "[::1]:2"], options.Listen.Select(port => port.Address.Text));
        Assert.Empty(options.Admin.Listen);
        Assert.Equal("round-robin", options.Policy);
        Assert.True(options.RequestUsage);
        Assert.True(options.ForwardClientAuthorization);
        Assert.Equal("cl100k_base", options.Models["small"].Tokenizer);
        Assert.Equal(TimeSpan.FromMilliseconds(500), options.Timeouts.Connect);
        Assert.Equal(TimeSpan.FromSeconds(90), options.Timeouts.FirstToken);
        Assert.Equal(TimeSpan.FromMinutes(90), options.Timeouts.Total);
        Assert.Equal(TimeSpan.Zero, options.Timeouts.Hold);
        Assert.Equal(1_000_000, options.Limits.Body);
        Assert.Equal(LogLevel.Warning, options.Logging.Level);
        Assert.Equal(LogFormat.Json, options.Logging.Format);
        var backend = Assert.Single(options.Backends);
        Assert.Equal("https://h:8000/prefix/", backend.Url.AbsoluteUri);
        Assert.Equal([("small", null), ("chat", "org/Chat-8B")], backend.Models!.Select(m => (m.Name, m.BackendName)));
        Assert.Equal((0.5, 64, "key"), (backend.Weight, backend.MaxConcurrency, backend.ApiKey));
        Assert.Equal("7", backend.Labels["rack"]);
    }

    [Fact]
    public void File_WithTheLeast_KeepsTheDefaults()
    {
        var options = Given.Options(Given.Minimal);

        Assert.Equal("127.0.0.1:8700", Assert.Single(options.Listen).Address.Text);
        Assert.Equal("127.0.0.1:8701", Assert.Single(options.Admin.Listen).Address.Text);
        Assert.Equal(64L << 20, options.Limits.Body);
        Assert.Null(options.Backends[0].Models);
        Assert.Null(options.Backends[0].MaxConcurrency);
        Assert.Null(options.Backends[0].ApiKey);
    }

    [Theory]
    [InlineData("max_concurrency")]
    [InlineData("max-concurrency")]
    [InlineData("maxConcurrency")]
    public void Key_InAnotherSpelling_IsTheSameKey(string key) =>
        Assert.Equal(3, Given.Options($"{Given.Minimal}    {key}: 3").Backends[0].MaxConcurrency);

    [Fact]
    public void Key_InTwoSpellingsAtOnce_IsADuplicate() => Assert.Equal(
        ["f.yaml:5:5: backends[0].maxConcurrency: is written twice; expected each key once, in one spelling"],
        Given.Errors(Given.Minimal + "    maxConcurrency: 3\n    max_concurrency: 3"));

    [Fact]
    public void ModelNames_ThatDifferInAHyphenOnly_AreTwoModels() =>
        Assert.Equal(2, Given.Options(Given.Minimal + "models: {gpt_4: {}, gpt-4: {}}").Models.Count);

    [Theory]
    [InlineData("timeouts:")]
    [InlineData("timeouts: ~")]
    [InlineData("timeouts: {hold: null}")]
    [InlineData("models:")]
    public void Key_WithoutAValue_KeepsTheDefault(string line) =>
        Assert.Equal(TimeSpan.FromSeconds(30), Given.Options(Given.Minimal + line).Timeouts.Hold);

    [Fact]
    public void Alias_OfAnAnchor_StandsForItsValue()
    {
        var options = Given.Options("""
            backends:
              - { name: a, url: http://h, models: &all [m, n] }
              - { name: b, url: http://i, models: *all }
            """);

        Assert.Equal(["m", "n"], options.Backends[1].Models!.Select(model => model.Name));
    }
}
