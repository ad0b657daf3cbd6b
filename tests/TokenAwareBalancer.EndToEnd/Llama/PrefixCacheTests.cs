using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Llama;

/// <summary>
/// Conversations over two real engines: predicted prefix hits against what the engines found, and predicted times to
/// first token against what they took.
/// </summary>
[Collection(LlamaTests.Name)]
public sealed class PrefixCacheTests(ITestOutputHelper output)
{
    private const int Conversations = 12;
    private const int Turns = 5;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Conversations_OverTwoRealEngines_FindWhatIsPredicted(bool streams)
    {
        var setup = LlamaSetup.Require();
        await using var one = await LlamaServer.StartAsync(setup, cachesPrompts: true, slots: 2);
        await using var two = await LlamaServer.StartAsync(setup, cachesPrompts: true, slots: 2);
        await using var program = BalancerProgram.ServeListed($"one={one.Address},two={two.Address}");
        var (address, operators) = await program.WaitUntilListeningAsync();
        using var http = new HttpClient();
        var model = (await http.GetFromJsonAsync<JsonElement>(new Uri(address, "v1/models"), Cancellation))
            .GetProperty("data")[0].GetProperty("id").GetString()!;

        await Parallel.ForAsync(
            0, Conversations, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation },
            async (number, _) => await ConverseAsync(http, address, model, number, streams));

        var all = (await http.GetFromJsonAsync<JsonElement>(new Uri(operators, "admin/backends"), Cancellation))
            .GetProperty("backends").EnumerateArray().ToArray();
        var backends = all.Select(backend => backend.GetProperty("prefixCache")).ToArray();
        foreach (var backend in backends)
            output.WriteLine(backend.GetRawText());
        double promptTokens = Sum(backends, "promptTokens");
        var (predicted, observed) = (Sum(backends, "estimatedHitTokens"), Sum(backends, "observedHitTokens"));
        var errorTokens = backends.Sum(one =>
            one.GetProperty("answers").GetInt64() * one.GetProperty("meanErrorTokens").GetDouble());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"predicted {predicted / promptTokens:F3}, observed {observed / promptTokens:F3}, error "
            + $"{errorTokens / promptTokens:F3} of the prompts"));
        Assert.Equal(Conversations * Turns, Sum(backends, "answers"));
        Assert.InRange(observed / promptTokens, 0.4, 1);
        // What answers themselves brought into the cache is not predicted.
        Assert.InRange(errorTokens / promptTokens, 0, 0.15);
        if (streams)
            AssertFirstTokensWerePredicted(all);
    }

    /// <summary>Of sixty requests, on a machine that does other things: that it is no guess, not how good it gets.</summary>
    private void AssertFirstTokensWerePredicted(JsonElement[] backends)
    {
        foreach (var backend in backends)
        {
            var error = backend.GetProperty("speed").GetProperty("firstTokenError");
            output.WriteLine(
                $"{backend.GetProperty("name").GetString()}: {backend.GetProperty("speed").GetRawText()}");
            Assert.True(error.GetProperty("observations").GetInt64() >= Turns);
            Assert.InRange(error.GetProperty("p50").GetDouble(), 0, 3);
        }
    }

    private static long Sum(JsonElement[] backends, string name) =>
        backends.Sum(backend => backend.GetProperty(name).GetInt64());

    private static async Task ConverseAsync(HttpClient http, Uri address, string model, int number, bool streams)
    {
        var messages = new List<object> { new { role = "system", content = Prompts.Get(1000) + Prompts.Get(1001) } };
        for (var turn = 0; turn < Turns; turn++)
        {
            messages.Add(new { role = "user", content = Prompts.Get((number * 100) + turn) });
            using var response = await http.PostAsJsonAsync(
                new Uri(address, "v1/chat/completions"),
                new { model, messages, stream = streams, max_tokens = 8 }, Cancellation);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync(Cancellation);
            messages.Add(new { role = "assistant", content = $"This is answer {turn} to {number}." });
        }
    }
}
