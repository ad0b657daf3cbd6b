using System.Net.Http.Json;
using System.Text.Json;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Llama;

/// <summary>What a real engine says of itself, with requests that did not come through the balancer.</summary>
[Collection(LlamaTests.Name)]
public sealed class EngineStateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RealEngine_AskedByOthersToo_ShowsWhatIsNotOurs()
    {
        await using var server = await LlamaServer.StartAsync(LlamaSetup.Require(), slots: 2);
        await using var program = BalancerProgram.ServeListed(server.Address.AbsoluteUri);
        var (address, operators) = await program.WaitUntilListeningAsync();
        using var http = new HttpClient();
        using var aborting = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        // Three of somebody else's and one of ours at two slots.
        Uri[] callers = [server.Address, server.Address, server.Address, address];
        var asked = callers.Select(caller => StreamAsync(http, caller, aborting.Token)).ToArray();
        JsonElement engine = default;
        var isSeen = await Eventually.IsTrueAsync(
            async () =>
            {
                engine = await ReadEngineAsync(http, operators);
                // Theirs may all be there before ours is.
                return engine.ValueKind == JsonValueKind.Object
                    && engine.GetProperty("notThroughUs").GetProperty("requests").GetInt64() == 3
                    && engine.GetProperty("waiting").GetInt64() == 2;
            },
            TimeSpan.FromSeconds(20));
        await aborting.CancelAsync();

        Assert.True(isSeen, $"The engine's state was {engine}");
        Assert.Equal("llama.cpp", engine.GetProperty("kind").GetString());
        Assert.Equal(
            (2, 2, 2),
            (engine.GetProperty("running").GetInt64(), engine.GetProperty("waiting").GetInt64(),
                engine.GetProperty("slots").GetInt64()));
        Assert.False(engine.GetProperty("isStale").GetBoolean());
        foreach (var stream in asked)
            await Assert.ThrowsAnyAsync<Exception>(() => stream);
    }

    // The server goes on for ever: it shifts its context.
    private static async Task StreamAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "v1/chat/completions"));
        request.Content = JsonContent.Create(new
        {
            model = "/models/words.gguf",
            stream = true,
            messages = new[] { new { role = "user", content = Prompts.Get(1) } },
        });
        using var response = await http.SendAsync(request, cancellationToken);
    }

    private static async Task<JsonElement> ReadEngineAsync(HttpClient http, Uri operators)
    {
        var report = await http.GetFromJsonAsync<JsonElement>(new Uri(operators, "admin/backends"), Cancellation);
        return report.GetProperty("backends")[0].GetProperty("engine");
    }
}
