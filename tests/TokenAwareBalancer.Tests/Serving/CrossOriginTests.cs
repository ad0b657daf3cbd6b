using System.Text;
using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What browsers are told of who may call (CORS).</summary>
public sealed class CrossOriginTests : ServingTest
{
    private const string Page = "https://app.example";

    private const string OwnHeaders = "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *\r\n"
        + "Access-Control-Allow-Credentials: true\r\n";

    [Fact]
    public async Task Preflight_OfAConfiguredPage_IsAnsweredHereWithoutAKey()
    {
        var backend = await StartAsync(new CrossOriginOptions { Origins = [Page] }, hasKeys: true);

        var answer = await PreflightAsync(Page);

        Assert.Equal((204, Page), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
        Assert.Equal("POST", answer.Header("Access-Control-Allow-Methods"));
        Assert.Equal("authorization,x-stainless-os", answer.Header("Access-Control-Allow-Headers"));
        Assert.Equal("600", answer.Header("Access-Control-Max-Age"));
        Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
        Assert.Empty(backend.Requests);
    }

    [Fact]
    public async Task Preflight_OfAnotherPage_AllowsNothing()
    {
        var backend = await StartAsync(new CrossOriginOptions { Origins = [Page] });

        var answer = await PreflightAsync("https://evil.example");

        Assert.DoesNotContain(answer.Head.Headers, IsCrossOrigin);
        Assert.Empty(backend.Requests);
    }

    [Theory]
    [InlineData(Page, Page)]
    [InlineData("https://evil.example", null)]
    [InlineData(null, null)]
    public async Task Answer_OfABackendWithHeadersOfItsOwn_HasOursOnly(string? origin, string? allowed)
    {
        await StartAsync(new CrossOriginOptions { Origins = [Page, "http://localhost:3000"] });

        var answer = await PostAsync(origin);

        Assert.Equal((200, allowed), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
        Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
        Assert.Equal(allowed is null ? 0 : 2, answer.Head.Headers.Count(IsCrossOrigin));
    }

    [Fact]
    public async Task Answer_ToAPage_LetsItReadOurHeaders()
    {
        await StartAsync(new CrossOriginOptions { Origins = [Page] });

        var answer = await PostAsync(Page);

        var readable = answer.Header("Access-Control-Expose-Headers")!.Split(',');
        var ours = answer.Head.Headers.Select(line => line.Split(':')[0])
            .Where(name => name.StartsWith("x-", StringComparison.OrdinalIgnoreCase));
        string[] others = ["request-id", "x-balancer-reason", "retry-after", "x-ratelimit-reset-tokens"];
        Assert.Empty(ours.Concat(others).Except(readable));
    }

    [Fact]
    public async Task Error_ToAPage_CanBeReadByIt()
    {
        await StartAsync(new CrossOriginOptions { Origins = [Page] }, hasKeys: true);

        var refused = await PostAsync(Page);
        var unknown = await AskAsync(Wire.Get("/nowhere", $"Origin: {Page}"));
        var models = await AskAsync(Wire.Get("/v1/models", $"Origin: {Page}"));

        Assert.Equal((401, 404, 401), (refused.Status, unknown.Status, models.Status));
        Assert.All([refused, unknown, models], answer =>
            Assert.Equal(Page, answer.Header("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task AnyOrigin_Configured_IsTold()
    {
        await StartAsync(new CrossOriginOptions { Origins = ["*"] });

        Assert.Equal("*", (await PostAsync(Page)).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Credentials_Configured_AreAllowed()
    {
        await StartAsync(new CrossOriginOptions { Origins = [Page], Credentials = true });

        Assert.Equal("true", (await PostAsync(Page)).Header("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Nothing_Configured_LeavesTheBackendsHeadersAndPreflightsAlone()
    {
        var backend = await StartAsync(null);

        var answer = await PostAsync(Page);
        await PreflightAsync(Page);

        Assert.Equal(("*", "true"),
            (answer.Header("Access-Control-Allow-Origin"), answer.Header("Access-Control-Allow-Credentials")));
        Assert.Equal(["POST", "OPTIONS"], backend.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task AdminPort_OfABalancerForPages_IsNotForPages()
    {
        await StartAsync(new CrossOriginOptions { Origins = ["*"] });
        using var client = await RawClient.ConnectAsync(AdminAddress);

        var answer = await client.AskAsync(Wire.Get("/metrics", $"Origin: {Page}"));

        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain(answer.Head.Headers, IsCrossOrigin);
    }

    private static bool IsCrossOrigin(string header) =>
        header.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase);

    private async Task<ScriptedBackend> StartAsync(CrossOriginOptions? cors, bool hasKeys = false)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer, headers: OwnHeaders));
        await StartAsync(
            options =>
            {
                options.Cors = cors;
                options.Keys = hasKeys ? [new() { Name = "a", Hash = KeyHash.Of("key").ToString() }] : [];
            },
            backend);
        return backend;
    }

    private Task<RawAnswer> PostAsync(string? origin) =>
        AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), origin is null ? [] : [$"Origin: {origin}"]));

    private Task<RawAnswer> PreflightAsync(string origin) => AskAsync(Encoding.ASCII.GetBytes(Wire.Head(
        "OPTIONS", Wire.ChatPath, $"Origin: {origin}", "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: authorization,x-stainless-os")));
}
