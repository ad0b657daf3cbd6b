using System.Diagnostics;
using System.Text;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>How counting behaves in the way of requests: remembered, corrected, and out of others' way.</summary>
[Collection(nameof(TimeCritical))]
public sealed class CountingTests : ServingTest
{
    [Fact]
    public async Task Metrics_ConversationSentTwice_ShowThatItsTextsWereRemembered()
    {
        await StartAsync(Configure, Backend(exchange => exchange.AnswerAsync(UsageOf(10))));
        var body = Wire.Chat(content: string.Join(' ', Enumerable.Range(0, 200)));

        var first = await AskAsync(Wire.Post(Wire.ChatPath, body));
        var second = await AskAsync(Wire.Post(Wire.ChatPath, body));

        Assert.Equal(first.Header("x-balancer-prompt-tokens"), second.Header("x-balancer-prompt-tokens"));
        var metrics = await MetricsAsync();
        Assert.Contains("balancer_count_cache_lookups_total{result=\"hit\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("balancer_count_cache_lookups_total{result=\"miss\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("balancer_count_cache_entries 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_EngineOfAnotherVocabulary_IsCorrectedShownAndToldOnce()
    {
        await StartAsync(Configure, Backend(exchange => exchange.AnswerAsync(
            UsageOf((long)(1.4 * long.Parse(exchange.Request.Header("x-tokens")!, null))))));
        var random = new Random(3);
        for (var i = 0; i < 60; i++)
        {
            var words = random.Next(20, 800);
            var content = string.Concat(Enumerable.Repeat(" word", words));
            await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(content: content), $"x-tokens: {words + 7}"));
        }

        await Patience.UntilAsync(() => Drift.Observations == 60);
        Assert.InRange(Drift.Factor, 1.37, 1.43);
        Assert.InRange(Drift.Correct(1007, 1001, 1), 1370, 1450);
        var line = Assert.Single(Log.Lines, line => line.Category == "balancer.counting");
        Assert.Contains("is not the tokenizer of what it serves", line.Text, StringComparison.Ordinal);
        var report = await CreateHttpClient(AdminAddress).GetStringAsync("/admin/backends", Patience.Token);
        Assert.Contains("\"state\":\"wrong_tokenizer\"", report.Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Matches(
            "balancer_tokenizer_drift_ratio{(backend=\"b1\",?|model=\"m\",?){2}} 1\\.[34]", await MetricsAsync());
    }

    [Fact]
    public async Task Tokenizer_OfAWellKnownName_IsTakenWithoutConfiguration()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync(UsageOf(10))));

        var known = await AskAsync(Wire.Post("/v1/messages/count_tokens", Wire.Chat(model: "openai/gpt-oss-20b")));
        var unknown = await AskAsync(Wire.Post("/v1/messages/count_tokens", Wire.Chat(model: "unheard-of")));

        Assert.Equal("true", known.Header("x-balancer-prompt-tokens-exact"));
        Assert.Equal("false", unknown.Header("x-balancer-prompt-tokens-exact"));
    }

    /// <remarks>
    /// Were the bodies counted by the pool's threads, of which there are as many as cores, short requests would stand
    /// in line behind them for as long as that takes.
    /// </remarks>
    [Fact]
    public async Task ShortRequests_WhileBodiesOfFourMegabytesAreCounted_AreServedMeanwhile()
    {
        await StartAsync(Configure, Backend(exchange => exchange.AnswerAsync(UsageOf(10))));
        var client = CreateHttpClient();
        var alone = new List<double>();
        while (alone.Count < 50)
            alone.Add(await ShortAsync(client));
        var longRequests = Enumerable.Range(0, 4).Select(i => PostAsync(client, LongBody(i))).ToArray();
        var meanwhile = new List<double>();

        while (longRequests.Any(task => !task.IsCompleted))
            meanwhile.Add(await ShortAsync(client));
        await Task.WhenAll(longRequests);

        Assert.True(meanwhile.Count >= 10, $"{meanwhile.Count} short requests were served meanwhile.");
        Assert.InRange(Median(meanwhile), 0, Math.Max(50, 10 * Median(alone)));
    }

    private Learning.DriftBelief Drift => Gate.Fleet.FindModel("m"u8)!.Beliefs.Drift.Belief;

    private Task<string> MetricsAsync() => CreateHttpClient(AdminAddress).GetStringAsync("/metrics", Patience.Token);

    private static void Configure(BalancerOptions options)
    {
        options.Backends = [Option("b1", options.Backends[0].Url, "m")];
        options.Models = new Dictionary<string, ModelOptions> { ["m"] = new() { Tokenizer = "o200k_base" } };
    }

    private static async Task<double> ShortAsync(HttpClient client)
    {
        var started = Stopwatch.GetTimestamp();
        await PostAsync(client, Wire.Chat());
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task PostAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var answer = await client.PostAsync(Wire.ChatPath, content, Patience.Token);
        answer.EnsureSuccessStatusCode();
    }

    private static double Median(List<double> milliseconds) => milliseconds.Order().ElementAt(milliseconds.Count / 2);

    private static byte[] LongBody(int seed)
    {
        string[] words = ["the", "of", "balancer", "counts", "every", "token", "in", "a", "prompt", "before"];
        var random = new Random(seed);
        var text = new StringBuilder(4 << 20);
        while (text.Length < 4 << 20)
            text.Append(words[random.Next(words.Length)]).Append(' ');
        return Wire.Chat(content: text.ToString());
    }

    private static string UsageOf(long promptTokens) =>
        $$$"""{"choices":[],"usage":{"prompt_tokens":{{{promptTokens}}},"completion_tokens":3}}""";
}
