using System.Text;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Requests that are refused for another reason than their JSON.</summary>
public sealed class RefusedRequestTests : ServingTest
{
    [Theory]
    [InlineData(Wire.ChatPath, false)]
    [InlineData(Wire.MessagesPath, true)]
    public async Task Body_AnnouncedTooLarge_Is413BeforeItIsSent(string path, bool anthropic)
    {
        var backend = await StartLimitedAsync();
        var client = await ConnectAsync();

        await client.SendAsync(Wire.Head("POST", path, "Content-Type: application/json", "Content-Length: 1025"));

        AssertTooLarge(await client.ReadAnswerAsync(), anthropic);
        AssertCostNothing(backend);
    }

    [Theory]
    [InlineData(Wire.ChatPath, false)]
    [InlineData(Wire.MessagesPath, true)]
    public async Task Body_TooLargeByChunks_Is413(string path, bool anthropic)
    {
        var backend = await StartLimitedAsync();
        var client = await ConnectAsync();
        var chunk = $"200\r\n{new string(' ', 512)}\r\n";

        await client.SendAsync(Wire.Head("POST", path, "Transfer-Encoding: chunked") + chunk + chunk + chunk);

        AssertTooLarge(await client.ReadAnswerAsync(), anthropic);
        AssertCostNothing(backend);
    }

    [Fact]
    public async Task Body_ExactlyAtTheLimit_IsServed()
    {
        var backend = await StartLimitedAsync();
        var body = Wire.Chat(content: new string('x', 1024 - Wire.Chat(content: "").Length));

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, body));

        Assert.Equal((200, 1024), (answer.Status, backend.OnlyRequest.Body.Length));
    }

    [Theory]
    [InlineData(Wire.ChatPath, false, "Content-Length: 100", "{\"model\"")]
    [InlineData(Wire.MessagesPath, true, "Content-Length: 100", "{\"model\"")]
    [InlineData(Wire.ChatPath, false, "Transfer-Encoding: chunked", "zz\r\n")]
    public async Task Body_CutOrBrokenOnTheWire_ReachesNoBackend(
        string path, bool anthropic, string framing, string sent)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);
        var client = await ConnectAsync();

        await client.SendAsync(Wire.Head("POST", path, "Content-Type: application/json", framing) + sent);
        client.HalfClose();

        // A half-closed client counts as gone: it may be told, or be cut off.
        if (await TryReadAsync(client) is { } answer)
            ErrorShape.AssertTells(answer, anthropic, 400, "incomplete_body", "invalid_request_error", code: null);
        await Patience.UntilAsync(async () => (await ScrapeAsync()).Value("balancer_requests_total") > 0);
        AssertCostNothing(backend);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("POST", "/chat/completions")]
    [InlineData("GET", "/v1x/models")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/admin/backends")]
    [InlineData("DELETE", "/v2/models")]
    public async Task Route_OfNoInferenceApi_Is404AndReachesNoBackend(string method, string path)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(backend);

        var answer = await AskAsync(Encoding.ASCII.GetBytes(Wire.Head(method, path)));

        ErrorShape.AssertTells(answer, false, 404, "unknown_route", "invalid_request_error", "unknown_url");
        AssertCostNothing(backend);
    }

    [Theory]
    [InlineData(Wire.ChatPath, false, "invalid_request_error", "model_not_found")]
    [InlineData(Wire.MessagesPath, true, "not_found_error", null)]
    [InlineData("/v1/embeddings", false, "invalid_request_error", "model_not_found")]
    public async Task Model_ThatNobodyServes_Is404AndNamesThoseThatAre(
        string path, bool anthropic, string type, string? code)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(options => options.Backends = [Option("b1", backend.Address, "other")]);

        var answer = await AskAsync(Wire.Post(path, Wire.Chat()));

        ErrorShape.AssertTells(answer, anthropic, 404, "unknown_model", type, code);
        Assert.Contains("other", answer.Text, StringComparison.Ordinal);
        AssertCostNothing(backend);
    }

    private void AssertCostNothing(ScriptedBackend backend)
    {
        Assert.Empty(backend.Requests);
        Assert.Equal(0, Gate.LeasesOpened);
    }

    private static void AssertTooLarge(RawAnswer answer, bool anthropic)
    {
        var type = anthropic ? "request_too_large" : "invalid_request_error";
        ErrorShape.AssertTells(answer, anthropic, 413, "body_too_large", type, "request_too_large");
    }

    private async Task<ScriptedBackend> StartLimitedAsync()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Limits = new LimitOptions { Body = 1024 }, backend);
        return backend;
    }

    private static async Task<RawAnswer?> TryReadAsync(RawClient client)
    {
        try
        {
            return await client.ReadAnswerAsync();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
