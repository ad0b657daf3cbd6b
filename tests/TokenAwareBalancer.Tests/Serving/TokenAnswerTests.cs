using System.Text;
using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What the balancer answers from its own count: no backend hears of it.</summary>
public sealed class TokenAnswerTests : ServingTest
{
    private const string CountPath = "/v1/messages/count_tokens";
    private const string TokenizePath = "/tokenize";

    private static readonly byte[] HelloWorld = """{"model":"m","prompt":"hello world"}"""u8.ToArray();

    private ScriptedBackend _backend = null!;

    [Fact]
    public async Task CountTokens_OfAModelWithATokenizer_IsItsExactCount()
    {
        await StartWithTokenizerAsync("o200k_base");

        var answer = await AskAsync(Wire.Post(CountPath,
            """{"model":"m","system":"be brief","messages":[{"role":"user","content":"hello world"}]}"""u8));

        // be, brief | user | hello, world; 3 for each of two messages, the system's role, 3 for the reply's header.
        Assert.Equal("""{"input_tokens":15}""", answer.Text);
        AssertAnsweredHere(answer, promptTokens: "15", isExact: "true");
        Assert.Equal(answer.Header("x-request-id"), answer.Header("request-id"));
    }

    [Fact]
    public async Task CountTokens_OfAModelWithout_IsAnEstimateAndSaysSo()
    {
        await StartWithTokenizerAsync("none");

        var answer = await AskAsync(Wire.Post(CountPath, Wire.Message()));

        Assert.Equal("""{"input_tokens":9}""", answer.Text);
        AssertAnsweredHere(answer, promptTokens: "9", isExact: "false");
    }

    [Fact]
    public async Task CountTokens_OfAMessage_IsWhatTheMessageIsChargedWith()
    {
        await StartWithTokenizerAsync("cl100k_base");

        var counted = await AskAsync(Wire.Post(CountPath, Wire.Message()));
        var sent = await AskAsync(Wire.Post(Wire.MessagesPath, Wire.Message()));

        Assert.Equal(sent.Header("x-balancer-prompt-tokens"), counted.Header("x-balancer-prompt-tokens"));
        Assert.Null(sent.Header("x-balancer-prompt-tokens-exact"));
    }

    [Theory]
    [InlineData(
        """{"model":"none","messages":[{"role":"user","content":"x"}]}""", 404, "unknown_model", "not_found_error")]
    [InlineData("""{"model":"m","messages":7}""", 400, "invalid_request", "invalid_request_error")]
    [InlineData("{", 400, "invalid_request", "invalid_request_error")]
    public async Task CountTokens_ThatCannotBeAnswered_IsToldInAnthropicsShape(
        string body, int status, string reason, string type)
    {
        await StartWithTokenizerAsync("none");

        var answer = await AskAsync(Wire.Post(CountPath, Encoding.UTF8.GetBytes(body)));

        ErrorShape.AssertTells(answer, anthropic: true, status, reason, type, code: null);
    }

    [Fact]
    public async Task Tokenize_OfAPrompt_NamesItsTokensInVllmsShape()
    {
        await StartWithTokenizerAsync("o200k_base");

        var answer = await AskAsync(Wire.Post(TokenizePath, HelloWorld));

        Assert.Equal("""{"count":2,"max_model_len":null,"tokens":[24912,2375],"token_strs":null}""", answer.Text);
        AssertAnsweredHere(answer, promptTokens: "2", isExact: "true");
    }

    [Fact]
    public async Task Tokenize_WithTheTextsOfTokens_SpellsTheirBytes()
    {
        await StartWithTokenizerAsync("cl100k_base");

        var answer = await AskAsync(Wire.Post(
            TokenizePath, """{"model":"m","prompt":"hello world","return_token_strs":true}"""u8));

        Assert.Equal(
            """{"count":2,"max_model_len":null,"tokens":[15339,1917],"token_strs":["hello","Ġworld"]}""", answer.Text);
    }

    [Fact]
    public async Task Tokenize_OfMegabytes_NamesEveryToken()
    {
        await StartWithTokenizerAsync("o200k_base");
        var text = string.Concat(Enumerable.Repeat("hello world\\n", 100_000));

        var answer = await AskAsync(Wire.Post(TokenizePath, Encoding.UTF8.GetBytes(
            $$"""{"model":"m","prompt":"{{text}}","return_token_strs":true}""")));

        var tokens = answer.Json().GetProperty("tokens").EnumerateArray().Select(id => id.GetInt32()).ToArray();
        Assert.Equal(300_000, tokens.Length);
        Assert.Equal([24912, 2375, 198, 24912], tokens[..4]);
        Assert.Equal(300_000, answer.Json().GetProperty("count").GetInt32());
        Assert.Equal("Ċ", answer.Json().GetProperty("token_strs")[299_999].GetString());
    }

    [Fact]
    public async Task Tokenize_OfAModelWithoutATokenizer_NamesTheSetting()
    {
        await StartWithTokenizerAsync("none");

        var answer = await AskAsync(Wire.Post(TokenizePath, HelloWorld));

        ErrorShape.AssertTells(
            answer, anthropic: false, 400, "no_tokenizer", "invalid_request_error", "tokenizer_not_configured");
        Assert.Contains("models.m.tokenizer", answer.Text, StringComparison.Ordinal);
        Assert.Contains("cl100k_base, o200k_base", answer.Text, StringComparison.Ordinal);
        Assert.Empty(_backend.Requests);
    }

    [Theory]
    [InlineData("""{"model":"none","prompt":"x"}""", 404, "unknown_model", "model_not_found", "model")]
    [InlineData("""{"model":"m","prompt":7}""", 400, "invalid_request", null, "prompt")]
    [InlineData("""{"model":"m","messages":[]}""", 400, "invalid_request", null, "messages")]
    public async Task Tokenize_ThatCannotBeAnswered_IsToldInOpenAisShape(
        string body, int status, string reason, string? code, string parameter)
    {
        await StartWithTokenizerAsync("o200k_base");

        var answer = await AskAsync(Wire.Post(TokenizePath, Encoding.UTF8.GetBytes(body)));

        ErrorShape.AssertTells(answer, anthropic: false, status, reason, "invalid_request_error", code);
        Assert.Equal(parameter, answer.Json().GetProperty("error").GetProperty("param").GetString());
    }

    [Theory]
    [InlineData(CountPath)]
    [InlineData(TokenizePath)]
    public async Task Body_AboveTheLimit_IsRefusedHereToo(string path)
    {
        await StartWithTokenizerAsync("o200k_base");

        var answer = await AskAsync(Wire.Post(path, new byte[(4 << 20) + 1]));

        Assert.Equal((413, "body_too_large"), (answer.Status, answer.Header("x-balancer-reason")));
    }

    [Theory]
    [InlineData("GET", TokenizePath)]
    [InlineData("POST", "/tokenize/")]
    [InlineData("POST", "/detokenize")]
    public async Task Request_NextToTheirPaths_Is404(string method, string target)
    {
        await StartWithTokenizerAsync("o200k_base");

        var answer = await AskAsync(Encoding.ASCII.GetBytes(Wire.Head(method, target, "Content-Length: 0")));

        Assert.Equal((404, "unknown_route"), (answer.Status, answer.Header("x-balancer-reason")));
        Assert.Empty(_backend.Requests);
    }

    [Fact]
    public async Task Answers_GivenHere_AreInTheMetricsAndTheLogAndTakeNoLease()
    {
        await StartWithTokenizerAsync("o200k_base");

        await AskAsync(Wire.Post(CountPath, Wire.Message(), "X-Request-Id: r-1"));
        await AskAsync(Wire.Post(TokenizePath, HelloWorld, "X-Request-Id: r-2"));
        await Patience.UntilAsync(async () => (await ScrapeAsync()).Value("balancer_requests_total") >= 2);

        var metrics = await ScrapeAsync();
        Assert.Equal(1, Requests("count_tokens"));
        Assert.Equal(1, Requests("tokenize"));
        Assert.Equal(0, metrics.Value("balancer_tries_total"));
        Assert.Equal(0, metrics.Value("gen_ai_client_token_usage_count"));
        Assert.Equal(0, Gate.LeasesOpened);
        Assert.Empty(_backend.Requests);
        Assert.Matches(
            @"^r-2 tokenize m \S* ?completed 200 prompt=2 output=\S* ?ttft=\S*ms total=[0-9.]+ms sends=0 client=-?\s*$",
            Assert.Single(Log.Lines, line => line.Text.StartsWith("r-2 ", StringComparison.Ordinal)).Text);

        double Requests(string surface) => metrics.Value(
            "balancer_requests_total", $"surface=\"{surface}\"", "model=\"m\"", "outcome=\"completed\"");
    }

    [Fact]
    public async Task Client_ThatLeavesInTheMiddleOfALongAnswer_IsCountedAsGone()
    {
        await StartWithTokenizerAsync("o200k_base", bodyLimit: 64 << 20);
        var text = string.Concat(Enumerable.Repeat("hello world ", 2_000_000));
        var client = await ConnectAsync();

        await client.SendAsync(Wire.Post(TokenizePath, Encoding.UTF8.GetBytes(
            $$"""{"model":"m","prompt":"{{text}}","return_token_strs":true}""")));
        await client.ReadHeadAsync();
        client.Reset();

        await Patience.UntilAsync(async () =>
            (await ScrapeAsync()).Value("balancer_requests_total", "outcome=\"client_gone\"") == 1);
        Assert.DoesNotContain(Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    private Task StartWithTokenizerAsync(string tokenizer, long bodyLimit = 4 << 20)
    {
        _backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        return StartAsync(
            options =>
            {
                options.Backends = [Option("b1", _backend.Address, "m")];
                options.Models = new Dictionary<string, ModelOptions> { ["m"] = new() { Tokenizer = tokenizer } };
                options.Limits.Body = bodyLimit;
            });
    }

    private void AssertAnsweredHere(RawAnswer answer, string promptTokens, string isExact)
    {
        Assert.Equal((200, "application/json"), (answer.Status, answer.Header("Content-Type")));
        Assert.NotNull(answer.Header("x-request-id"));
        Assert.Null(answer.Header("x-balancer-backend"));
        Assert.Equal(promptTokens, answer.Header("x-balancer-prompt-tokens"));
        Assert.Equal(isExact, answer.Header("x-balancer-prompt-tokens-exact"));
        Assert.Empty(_backend.Requests);
    }
}
