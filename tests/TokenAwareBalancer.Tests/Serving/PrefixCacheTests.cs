using System.Globalization;
using System.Text.Json;
using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Prefixes;

namespace TokenAwareBalancer.Serving;

/// <summary>What was sent where is remembered, by hashes, and guides what follows.</summary>
public sealed class PrefixCacheTests : ServingTest
{
    private const string FirstKey = "sk-of-the-first-team";
    /// <summary>An engine that does not say what it found.</summary>
    private const string Untold = """{"choices":[{"message":{"content":"yes"}}]}""";

    private const string SecondKey = "sk-of-the-second-team";

    [Fact]
    public async Task Conversations_GoOn_WhereTheirBeginningIs()
    {
        await StartAsync(
            options => options.Policy = "lmetric", Backends(3, static exchange => exchange.AnswerAsync(Untold)));

        var places = new string[12];
        for (var turn = 0; turn < 4; turn++)
        {
            for (var number = 0; number < places.Length; number++)
            {
                var answer = await AskAsync(Conversation(number, turns: turn + 1));
                places[number] ??= answer.Header("x-balancer-backend")!;
                Assert.Equal(places[number], answer.Header("x-balancer-backend"));
            }
        }

        Assert.Equal(3, places.Distinct().Count());
    }

    [Fact]
    public async Task Predictions_AndWhatEnginesFound_AreReported()
    {
        await StartAsync(Backend(AnswerAsync));

        await AskAsync(Conversation(1, turns: 3));
        await AskAsync(Conversation(1, turns: 4, "x-cached: 1000"));
        await AssertSettledAsync();

        var prefixes = Read();
        Assert.Equal((2, 1000), (prefixes.Answers, prefixes.ObservedTokens));
        Assert.InRange(prefixes.PredictedTokens, 500, 3000);
        var reported = (await ReadAdminAsync()).GetProperty("prefixCache");
        Assert.Equal(prefixes.PredictedTokens, reported.GetProperty("estimatedHitTokens").GetInt64());
        Assert.Equal(1000, reported.GetProperty("observedHitTokens").GetInt64());
        Assert.Equal(prefixes.BelievedTokens, reported.GetProperty("estimatedTokens").GetInt64());
        var metrics = await ScrapeAsync();
        Assert.Equal(prefixes.PredictedTokens,
            metrics.Value("balancer_prefix_tokens_total", "backend=\"b1\"", "kind=\"predicted\""));
        Assert.Equal(prefixes.ErrorTokens,
            metrics.Value("balancer_prefix_tokens_total", "backend=\"b1\"", "kind=\"error\""));
        Assert.Equal(2, metrics.Value("balancer_prefix_answers_total", "backend=\"b1\""));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Clients_AreKeptApartUnlessTheyTrustEachOther(bool isForAll, bool isApart)
    {
        await StartAsync(
            options =>
            {
                options.Keys = [KeyOf("first", FirstKey), KeyOf("second", SecondKey)];
                options.PrefixCache.Sharing = isForAll ? PrefixSharing.All : PrefixSharing.ByClient;
            },
            Backend(AnswerAsync));

        await AskAsync(Conversation(1, 3, $"Authorization: Bearer {FirstKey}"));
        await AskAsync(Conversation(1, 3, $"Authorization: Bearer {SecondKey}"));
        await AssertSettledAsync();
        Assert.Equal(isApart, Read().PredictedTokens == 0);
        await AskAsync(Conversation(1, 3, $"Authorization: Bearer {FirstKey}"));
        await AssertSettledAsync();

        Assert.True(Read().PredictedTokens > 0);
    }

    [Fact]
    public async Task Try_ThatFails_LeavesNothingBehind()
    {
        await StartAsync(
            options => options.Policy = "round-robin",
            Backend(exchange => exchange.AnswerAsync("{}", 500)), Backend(AnswerAsync));

        Assert.Equal(200, (await AskAsync(Conversation(1, turns: 2))).Status);
        await AssertSettledAsync();

        Assert.Equal(0, Read(0).BelievedTokens);
        Assert.True(Read(1).BelievedTokens > 100);
    }

    [Fact]
    public async Task Stream_OfLlamaCpp_TellsWhatWasFoundWithoutBeingAskedForUsage()
    {
        await StartAsync(Backend(exchange => exchange.StreamAsync(
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"u8.ToArray(),
            """
            data: {"choices":[{"finish_reason":"stop"}],"timings":{"cache_n":48,"prompt_n":52,"predicted_n":1}}

            data: [DONE]


            """u8.ToArray())));

        Assert.Equal(200, (await AskChatAsync(stream: true)).Status);
        await AssertSettledAsync();

        Assert.Equal((1, 48, 100), (Read().Answers, Read().ObservedTokens, Read().PromptTokens));
    }

    [Fact]
    public async Task PrefixCache_Off_RemembersNothing()
    {
        await StartAsync(options => options.PrefixCache.Enabled = false, Backend(AnswerAsync));

        await AskAsync(Conversation(1, turns: 3));
        await AskAsync(Conversation(1, turns: 3));
        await AssertSettledAsync();

        Assert.Equal((0, 0), (Read().BelievedTokens, Read().PredictedTokens));
    }

    private PrefixCacheReading Read(int backend = 0) => Gate.ReadPrefixCache(Gate.Fleet.Backends[backend]);

    private async Task<JsonElement> ReadAdminAsync()
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        return (await client.AskAsync(Wire.Get("/admin/backends"))).Json().GetProperty("backends")[0];
    }

    private static Task AnswerAsync(BackendExchange exchange) => exchange.AnswerAsync(
        "{\"choices\":[{\"message\":{\"content\":\"yes\"}}],\"usage\":{\"prompt_tokens\":2000,\"completion_tokens\":1,"
        + "\"prompt_tokens_details\":{\"cached_tokens\":" + (exchange.Request.Header("x-cached") ?? "0") + "}}}");

    private static byte[] Conversation(int number, int turns, params ReadOnlySpan<string> headers)
    {
        var messages = string.Join(',', Enumerable.Range(0, turns).SelectMany(turn => new[]
        {
            $$"""{"role":"user","content":"{{Text(number, turn)}}"}""",
            $$"""{"role":"assistant","content":"{{Text(-number, turn)}}"}""",
        }));
        return Wire.Post(Wire.ChatPath, System.Text.Encoding.UTF8.GetBytes(
            $$"""{"model":"m","messages":[{{messages}}]}"""), headers);
    }

    private static string Text(int number, int turn) => string.Concat(Enumerable.Range(0, 200).Select(word =>
        string.Create(CultureInfo.InvariantCulture, $"{(number * 31) + (turn * 17) + word} ")));

    private static ClientKeyOptions KeyOf(string name, string key) =>
        new() { Name = name, Hash = KeyHash.Of(key).ToString() };
}
