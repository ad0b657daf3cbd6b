using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>The operators' port, and that clients cannot reach it by theirs.</summary>
public sealed class AdminPortTests : ServingTest
{
    [Theory]
    [InlineData("/admin/backends")]
    [InlineData("/metrics")]
    [InlineData("//admin/backends")]
    [InlineData("/v1/../admin/backends")]
    [InlineData("/%61dmin/backends")]
    public async Task AdminPath_OnTheDataPort_IsUnknownWhateverTheHost(string path)
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync("{}")));

        string[] hosts = [AdminAddress.Authority, "localhost", "balancer.test"];
        foreach (var host in hosts)
        {
            var answer = await AskAsync(Encoding.ASCII.GetBytes(
                $"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Port: {AdminAddress.Port}\r\n" +
                $"X-Forwarded-Host: {host}\r\n\r\n"));
            Assert.Equal((404, "unknown_route"), (answer.Status, answer.Header("x-balancer-reason")));
        }
    }

    [Theory]
    [InlineData("evil.example", "", 403)]
    [InlineData("127.0.0.1.evil.example", "", 403)]
    [InlineData("localhost", "Origin: http://evil.example\r\n", 403)]
    [InlineData("localhost", "Origin: null\r\n", 403)]
    [InlineData("localhost", "Origin: http://localhost\r\n", 200)]
    [InlineData("[::1]", "", 200)]
    public async Task Action_WithoutAToken_IsForThoseOnThisMachineOnly(string host, string header, int status)
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync("{}")));
        using var client = await RawClient.ConnectAsync(AdminAddress);

        var answer = await client.AskAsync(Encoding.ASCII.GetBytes(
            $"PUT /admin/backends/b1/disable HTTP/1.1\r\nHost: {host}\r\n{header}Content-Length: 0\r\n\r\n"));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task AdminPath_AsAnAbsoluteUrlOfTheAdminPort_IsUnknownOnTheDataPort()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync("{}")));

        var answer = await AskAsync(Encoding.ASCII.GetBytes(
            $"GET {AdminAddress}metrics HTTP/1.1\r\nHost: {AdminAddress.Authority}\r\n\r\n"));

        Assert.Equal(404, answer.Status);
    }

    [Theory]
    [InlineData("GET", "/v1/models", 404)]
    [InlineData("POST", "/v1/chat/completions", 405)]
    [InlineData("POST", "/admin/backends", 405)]
    [InlineData("DELETE", "/metrics", 405)]
    public async Task AdminPort_AskedToServeOrToChange_Refuses(string method, string path, int status)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(backend);
        using var client = await RawClient.ConnectAsync(AdminAddress);

        var answer = await client.AskAsync(Encoding.ASCII.GetBytes(Wire.Head(method, path)));

        Assert.Equal(status, answer.Status);
        Assert.Empty(backend.Requests);
    }

    [Fact]
    public async Task Backends_WhileARequestRuns_ShowWhatItHolds()
    {
        var release = new SemaphoreSlim(0);
        var backend = Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            await release.WaitAsync(Patience.Token);
            await exchange.EndChunksAsync();
        });
        await StartAsync(options => options.Backends[0].MaxConcurrency = 1, backend);
        var client = await ConnectAsync();
        await client.SendAsync(Wire.PostChat(stream: true));
        await client.ReadHeadAsync();
        await client.ReadBodyAsync(Wire.ContentEvent.Length);
        var held = AskChatAsync(stream: true);
        await Patience.UntilAsync(() => Gate.HeldRequests == 1);

        var report = await ReadBackendsAsync();
        release.Release(2);

        var inFlight = report.GetProperty("backends")[0].GetProperty("inFlight");
        Assert.Equal(1, report.GetProperty("heldRequests").GetInt32());
        Assert.Equal(
            (1, 0, 255, 10, 9),
            (Number(inFlight, "requests"), Number(inFlight, "prefillTokens"), Number(inFlight, "decodeTokens"),
                Number(inFlight, "kvTokens"), Number(inFlight, "promptTokens")));
        Assert.Equal(200, (await held).Status);
        Assert.Empty(await client.ReadPieceAsync());
    }

    [Fact]
    public async Task Backends_OfAnIdleFleet_ShowTheirConfigurationAndZero()
    {
        await StartAsync(options => options.Backends = [new BackendOptions
        {
            Name = "gpu-1",
            Url = new Uri("http://127.0.0.1:1/x/"),
            Weight = 2.5,
            Labels = new Dictionary<string, string> { ["zone"] = "a" },
        }]);

        var backend = (await ReadBackendsAsync()).GetProperty("backends")[0];

        Assert.Equal("gpu-1", backend.GetProperty("name").GetString());
        Assert.Equal(2.5, backend.GetProperty("weight").GetDouble());
        Assert.Equal("a", backend.GetProperty("labels").GetProperty("zone").GetString());
        var inFlight = backend.GetProperty("inFlight").EnumerateObject();
        Assert.All(inFlight, number => Assert.Equal(0, number.Value.GetInt64()));
    }

    private async Task<JsonElement> ReadBackendsAsync()
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        return (await client.AskAsync(Wire.Get("/admin/backends"))).Json();
    }

    private static long Number(JsonElement inFlight, string name) => inFlight.GetProperty(name).GetInt64();
}
