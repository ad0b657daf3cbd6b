using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Serving;

namespace TokenAwareBalancer.Persisting;

/// <summary>What answers have taught, after the balancer was stopped and started.</summary>
public sealed class RestartTests : ServingTest, IAsyncDisposable
{
    private const string Key = "sk-balancer-of-team-a";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(_folder, "learned.json");

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Patience.UntilAsync(TryDelete);
    }

    /// <summary>A host that is disposed of as soon as it has started may be writing its file for the first time.</summary>
    private bool TryDelete()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData("m")]
    [InlineData(null)]
    public async Task Restart_ModelConfiguredOrNamedByClients_EstimatesAsBefore(string? configured)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Answer));
        await StartAsync(backend, configured);
        for (var i = 0; i < 30; i++)
            await AskAsync();
        var before = await StopAndReadAsync();

        await StartAsync(backend, configured);

        Assert.InRange(Beliefs.MeanOutputTokens, 6, 20);
        Assert.Equal(before.MeanOutputTokens, Beliefs.MeanOutputTokens, 0.5);
        Assert.Equal(before.BytesPerToken, Beliefs.BytesPerToken, 1e-6);
        Assert.DoesNotContain(Log.Lines, line => line.Level == LogLevel.Warning && line.Category == "balancer.learning");
    }

    [Fact]
    public async Task Restart_TokenizerConfiguredNow_LearnsAnewHowEnginesCount()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Answer));
        await StartAsync(backend, "m", "o200k_base");
        for (var i = 0; i < 30; i++)
            await AskAsync();
        var before = await StopAndReadAsync();
        Assert.Equal(30, before.Drift.Belief.Observations);

        await StartAsync(backend, "m", "cl100k_base");

        Assert.Equal(DriftBelief.None, Beliefs.Drift.Belief);
        Assert.Equal(before.MeanOutputTokens, Beliefs.MeanOutputTokens, 0.5);
        Assert.Contains(Log.Lines, line => line.Text.Contains("another tokenizer now: m", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restart_OtherModels_KeepsTheFileAndGoesOn()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Answer));
        await StartAsync(backend, "m");
        await AskAsync();
        await StopAndReadAsync();

        await StartAsync(backend, "another");

        Assert.Single(Directory.GetFiles(_folder, "*.aside"));
        Assert.Contains(Log.Lines, line => line.Level == LogLevel.Warning
            && line.Text.Contains("they are of other models than are served here: m", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_AfterRequestsWithKeysAndTexts_HoldsTheKeysNameAndNeitherKeyNorText()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Answer));
        await StartAsync(backend, "m");
        await AskAsync(content: "a secret of mine");
        await StopAndReadAsync();

        var text = await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);

        Assert.Contains("\"tenant\": \"team-a\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    private const string Answer = """
        {"id":"1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"hi"}}],
        "usage":{"prompt_tokens":40,"completion_tokens":9,"total_tokens":49}}
        """;

    private ModelBeliefs Beliefs => Gate.Fleet.FindModel("m"u8)!.Beliefs;

    private Task StartAsync(ScriptedBackend backend, string? model, string tokenizer = "none") => StartAsync(options =>
    {
        options.Learning = new LearningOptions { File = File };
        options.Keys = [new ClientKeyOptions { Name = "team-a", Hash = KeyHash.Of(Key).ToString() }];
        options.Backends = [model is null ? Option("b", backend.Address) : Option("b", backend.Address, model)];
        options.Models = new Dictionary<string, ModelOptions>
        {
            [model ?? "m"] = new() { Tokenizer = tokenizer },
        };
        if (model is null)
            options.Models = new Dictionary<string, ModelOptions>();
    });

    private async Task AskAsync(string content = "hello there")
    {
        var answer = await AskAsync(
            Wire.Post(Wire.ChatPath, Wire.Chat(content: content), $"Authorization: Bearer {Key}"));
        Assert.Equal(200, answer.Status);
    }

    private async Task<ModelBeliefs> StopAndReadAsync()
    {
        await AssertSettledAsync();
        var beliefs = Beliefs;
        await Balancer.StopAsync();
        await Balancer.DisposeAsync();
        return beliefs;
    }
}
