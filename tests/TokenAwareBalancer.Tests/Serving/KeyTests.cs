using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>With keys configured, nobody is served without one, and nobody sees one.</summary>
public sealed class KeyTests : ServingTest
{
    private const string Key = "sk-balancer-of-team-a";
    private const string WrongKey = "sk-balancer-guessed";

    public KeyTests() => LogLevel = LogLevel.Trace;

    [Theory]
    [InlineData("POST", Wire.ChatPath, false)]
    [InlineData("POST", Wire.MessagesPath, true)]
    [InlineData("POST", "/v1/embeddings", false)]
    [InlineData("GET", "/v1/models", false)]
    [InlineData("GET", "/v1/models/m", false)]
    [InlineData("DELETE", "/v1/files/1", false)]
    public async Task Request_WithoutARightKey_Is401InItsApisShape(string method, string path, bool anthropic)
    {
        var backend = await StartWithKeyAsync();

        string[] headers = ["X-None: 1", $"Authorization: Bearer {WrongKey}", $"x-api-key: {WrongKey}"];
        var answers = new List<RawAnswer>();
        foreach (var header in headers)
            answers.Add(await AskAsync(System.Text.Encoding.ASCII.GetBytes(Wire.Head(method, path, header))));

        Assert.All(answers, answer =>
        {
            var type = anthropic ? "authentication_error" : "invalid_request_error";
            ErrorShape.AssertTells(answer, anthropic, 401, "invalid_key", type, "invalid_api_key");
            Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
        });
        Assert.Single(answers.Select(MessageOf).Distinct());
        Assert.Empty(backend.Requests);
    }

    [Theory]
    [InlineData($"Authorization: Bearer {Key}")]
    [InlineData($"x-api-key: {Key}")]
    [InlineData($"api-key: {Key}")]
    public async Task Request_WithItsKey_IsServedAndTheKeyStaysHere(string header)
    {
        var backend = await StartWithKeyAsync();

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), header));
        var models = await AskAsync(Wire.Get("/v1/models", header));

        Assert.Equal((200, 200), (answer.Status, models.Status));
        Assert.All(backend.Requests, request => Assert.DoesNotContain(Key, request.Head, StringComparison.Ordinal));
        await Patience.UntilAsync(() => Log.Lines.Any(line => line.Text.Contains("client=team-a")));
        Assert.Contains(Log.Lines, line => line.Text.Contains("client=team-a", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    public async Task Probe_WithoutAKey_IsAnswered(string path)
    {
        await StartWithKeyAsync();

        Assert.Equal(200, (await AskAsync(Wire.Get(path))).Status);
    }

    [Fact]
    public async Task Body_OfARequestWithoutAKey_IsNotWaitedFor()
    {
        await StartWithKeyAsync();
        var client = await ConnectAsync();

        await client.SendAsync(Wire.Head("POST", Wire.ChatPath, "Content-Length: 1000000"));

        Assert.Equal(401, (await client.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task Keys_RightAndWrong_AreInNoLogErrorMetricOrReport()
    {
        await StartWithKeyAsync();

        List<RawAnswer> told = [];
        foreach (var key in (string[])[Key, WrongKey])
            told.Add(await AskAsync(Wire.Post(Wire.ChatPath, "{"u8, $"Authorization: Bearer {key}")));
        foreach (var path in (string[])["/metrics", "/admin/backends"])
        {
            using var admin = await RawClient.ConnectAsync(AdminAddress);
            told.Add(await admin.AskAsync(Wire.Get(path)));
        }

        await Patience.UntilAsync(() => Log.Lines.Any(line => line.Text.Contains("invalid_key")));
        var texts = told.Select(answer => answer.Head.Text + answer.Text)
            .Concat(Log.Lines.Where(line => line.IsBalancers).Select(line => line.Text))
            .ToArray();
        string[] secrets = [Key, WrongKey, KeyHash.Of(Key).ToString()["sha256:".Length..]];
        Assert.All(secrets, secret => Assert.DoesNotContain(texts, text => text.Contains(secret)));
        Assert.Contains("balancer_rejections_total{reason=\"invalid_key\"} 1", texts[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*:0", false, 1)]
    [InlineData("*:0", true, 0)]
    [InlineData("127.0.0.1:0", false, 0)]
    public async Task Start_OpenToAnybody_WarnsOnce(string address, bool hasKeys, int warnings)
    {
        await StartAsync(options =>
        {
            options.Listen = [ListenAddress.Parse(address, out _)!.Value];
            options.Keys = hasKeys ? [TeamA] : [];
        }, Backend(exchange => exchange.AnswerAsync("{}")));

        var lines = Log.Lines.Where(line => line.Category == "balancer.listen").ToArray();
        Assert.Equal(warnings, lines.Length);
        Assert.All(lines, line => Assert.Equal(LogLevel.Warning, line.Level));
    }

    private static ClientKeyOptions TeamA => new() { Name = "team-a", Hash = KeyHash.Of(Key).ToString() };

    private async Task<ScriptedBackend> StartWithKeyAsync()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Keys = [TeamA], backend);
        return backend;
    }

    private static string MessageOf(RawAnswer answer) =>
        answer.Json().GetProperty("error").GetProperty("message").GetString()!;
}
