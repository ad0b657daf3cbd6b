using System.Net.Http.Json;
using System.Text.Json;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Llama;

/// <summary>What the balancer finds out about real engines: what they are, their models, their slots.</summary>
[Collection(LlamaTests.Name)]
public sealed class DiscoveryTests
{
    private readonly LlamaFleet _fleet;

    public DiscoveryTests(LlamaFleet fleet) => _fleet = fleet;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RealEngine_AskedWhatItIs_IsALlamaCppWithItsSlots()
    {
        await using var server = await LlamaServer.StartAsync(LlamaSetup.Require(), slots: 3);
        using var client = new EngineClient(EngineClient.AnswerLimit);

        var finding = await new EngineIdentifier(client).IdentifyAsync(server.Address, Cancellation);

        Assert.Equal((EngineKind.LlamaCpp, 3), (finding.Engine?.Kind, finding.Engine?.Slots));
        Assert.Single(finding.Engine!.Models);
    }

    [Fact]
    public async Task Serve_WithoutAFile_HoldsWhatIsBeyondTheSlotsOfTwoRealEngines()
    {
        var first = (await _fleet.RequireAsync())[0];
        await using var second = await LlamaServer.StartAsync(LlamaSetup.Require(), slots: 2);
        await using var program = BalancerProgram.ServeListed($"one={first.Address},two={second.Address}v1");
        var (address, operators) = await program.WaitUntilListeningAsync();
        var announced = string.Join('\n', program.Announcements);
        Assert.Contains("llama.cpp, 1 at once: ", announced, StringComparison.Ordinal);
        Assert.Contains("llama.cpp, 2 at once: ", announced, StringComparison.Ordinal);
        Assert.True(await Eventually.IsTrueAsync(
            async () => await ReadLimitsAsync(operators) is [1, 2], TimeSpan.FromSeconds(5)));
        using var http = new HttpClient();
        var model = (await ReadAsync(http, new Uri(address, "v1/models")))
            .GetProperty("data")[0].GetProperty("id").GetString();

        var burst = Enumerable.Range(0, 12).Select(number => AskAsync(http, address, model!, number)).ToArray();
        var mostDeferred = 0.0;
        while (!burst.All(asked => asked.IsCompleted))
            mostDeferred = Math.Max(
                mostDeferred, Math.Max(await first.ReadDeferredAsync(), await second.ReadDeferredAsync()));
        var backends = await Task.WhenAll(burst);

        Assert.Equal(["one", "two"], backends.Distinct().Order());
        Assert.Equal(0, mostDeferred);
    }

    [Fact]
    public async Task Slots_OfARealEngineThatIsStartedAnew_AreLearnedAnew()
    {
        var setup = LlamaSetup.Require();
        var server = await LlamaServer.StartAsync(setup);
        try
        {
            await using var program = BalancerProgram.ServeListed(server.Address.AbsoluteUri);
            var (_, operators) = await program.WaitUntilListeningAsync();
            Assert.True(await Eventually.IsTrueAsync(
                async () => await ReadLimitsAsync(operators) is [1], TimeSpan.FromSeconds(5)));

            var port = server.Address.Port;
            await server.DisposeAsync();
            server = await LlamaServer.StartAsync(setup, slots: 4, port: port);

            Assert.True(await Eventually.IsTrueAsync(
                async () => await ReadLimitsAsync(operators) is [4], TimeSpan.FromSeconds(15)));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<string> AskAsync(HttpClient http, Uri address, string model, int number)
    {
        using var response = await http.PostAsJsonAsync(
            new Uri(address, "v1/chat/completions"),
            new { model, max_tokens = 200, messages = new[] { new { role = "user", content = Prompts.Get(number) } } },
            Cancellation);
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("x-balancer-backend").Single();
    }

    private static async Task<int?[]> ReadLimitsAsync(Uri operators)
    {
        using var http = new HttpClient();
        var report = await ReadAsync(http, new Uri(operators, "admin/backends"));
        return [.. report.GetProperty("backends").EnumerateArray().Select(backend =>
            backend.GetProperty("maxConcurrency") is { ValueKind: JsonValueKind.Number } limit
                ? limit.GetInt32()
                : (int?)null)];
    }

    private static async Task<JsonElement> ReadAsync(HttpClient http, Uri address) =>
        await http.GetFromJsonAsync<JsonElement>(address, Cancellation);
}
