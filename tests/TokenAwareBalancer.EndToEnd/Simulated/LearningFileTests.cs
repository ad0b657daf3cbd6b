using System.Net.Http.Json;
using System.Text.Json;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Simulated;

/// <summary>The program, killed while it writes what it has learned.</summary>
public sealed class LearningFileTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string LearnedPath => Path.Combine(_folder, "learned.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <remarks>It writes ten times a second, and is ended without notice at another moment each time.</remarks>
    [Fact]
    public async Task Program_KilledAgainAndAgain_KnowsAtEachStartWhatItKnew()
    {
        await using var engine = await EngineProgram.StartAsync(1, "--speed", "100", "--answer-tokens", "20");
        for (var kill = 0; kill < 5; kill++)
        {
            await using var balancer = await BalancerProgram.ServeAsync(Configuration(engine));
            var (clients, operators) = await balancer.WaitUntilListeningAsync();
            Assert.Empty(Directory.GetFiles(_folder, "*.aside"));
            using var operatorsClient = new HttpClient { BaseAddress = operators };
            var before = await MeanOutputAsync(operatorsClient);
            Assert.True(kill == 0 ? before == 256 : before < 256, $"{before} tokens at start {kill}");

            await AskAsync(clients);
            Assert.True(await Eventually.IsTrueAsync(() => File.Exists(LearnedPath), Limit));
            await Task.Delay(150 + (kill * 37), TestContext.Current.CancellationToken);
        }
    }

    private string Configuration(EngineProgram engine) => $$"""
        listen: 127.0.0.1:0
        admin: { listen: 127.0.0.1:0 }
        learning: { file: "{{LearnedPath}}", interval: 100ms }
        backends: [{ name: e, url: "{{engine.Address}}", models: [simulated-model] }]
        """;

    private static async Task AskAsync(Uri clients)
    {
        using var client = new HttpClient { BaseAddress = clients };
        for (var i = 0; i < 5; i++)
        {
            var answer = await client.PostAsJsonAsync(
                new Uri(clients, "/v1/chat/completions"),
                new { model = "simulated-model", messages = new[] { new { role = "user", content = "hi" } } },
                TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<double> MeanOutputAsync(HttpClient client)
    {
        var report = await client.GetFromJsonAsync<JsonElement>("admin/backends", TestContext.Current.CancellationToken);
        return report.GetProperty("models")[0].GetProperty("estimatedOutputTokens").GetDouble();
    }
}
