using System.Text;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Serving;

/// <summary>What web pages could do with the admin port: nothing, by whatever route.</summary>
public sealed class AdminBrowserTests : ServingTest
{
    private static readonly string[] Routes =
    [
        "/metrics", "/admin/backends", "/admin/configuration", "/admin/reload", "/admin/backends/b1/drain",
        "/admin/backends/b1/disable", "/admin/backends/b1/enable", "/livez", "/readyz", "/", "/admin", "/unknown",
    ];

    public static TheoryData<string, string> RoutesAndMethods { get; } = new(
        from route in Routes
        from method in (string[])["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE"]
        select (route, method));

    [Theory]
    [MemberData(nameof(RoutesAndMethods))]
    public async Task Answer_OfEveryRoute_TellsBrowsersToDoNothingWithIt(string route, string method)
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync("{}")));

        var head = await AskAdminAsync(method, route);

        Assert.Equal("default-src 'none'; frame-ancestors 'none'", head.Header("Content-Security-Policy"));
        Assert.Equal("nosniff", head.Header("X-Content-Type-Options"));
        Assert.Equal("no-store", head.Header("Cache-Control"));
        Assert.Equal("no-referrer", head.Header("Referrer-Policy"));
        Assert.Equal("same-origin", head.Header("Cross-Origin-Resource-Policy"));
    }

    [Fact]
    public async Task Answer_WithoutItsToken_HasTheSameHeaders()
    {
        await StartAsync(options => options.Admin.Token = "a-token-of-at-least-32-characters-0123");

        var head = await AskAdminAsync("GET", "/admin/backends");

        Assert.Equal((401, "nosniff"), (head.Status, head.Header("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Route_AskedByAMethodThatIsSafe_ChangesNothing()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync("{}")));
        var before = Gate.Fleet.Backends[0].Health.Read(0).State;

        foreach (var route in Routes)
        {
            foreach (var method in (string[])["GET", "HEAD", "OPTIONS", "TRACE"])
                await AskAdminAsync(method, route);
        }

        Assert.Equal(before, Gate.Fleet.Backends[0].Health.Read(0).State);
        Assert.Null(Balancer.Reloader.Last);
    }

    [Theory]
    [InlineData("POST", "/admin/reload")]
    [InlineData("POST", "/ADMIN/RELOAD")]
    [InlineData("POST", "/Admin/reload")]
    [InlineData("PUT", "/admin/backends/b1/disable")]
    [InlineData("PUT", "/Admin/backends/b1/disable")]
    [InlineData("GET", "/Admin/configuration")]
    public async Task Action_OfAPageOfAnotherOrigin_IsNotDoneHoweverItsPathIsSpelled(string method, string path)
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync("{}")));

        foreach (var (host, origin) in ((string, string)[])[("localhost", "http://evil.example"), ("evil.example", "")])
        {
            var head = await AskAdminAsync(method, path, host, origin);
            Assert.Contains(head.Status, (int[])[403, 404, 405]);
        }

        Assert.Equal(HealthState.Starting, Gate.Fleet.Backends[0].Health.Read(0).State);
    }

    private async Task<RawHead> AskAdminAsync(
        string method, string path, string host = "localhost", string origin = "")
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        var originLine = origin.Length > 0 ? $"Origin: {origin}\r\n" : "";
        await client.SendAsync(Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{originLine}Content-Length: 0\r\n\r\n"));
        return await client.ReadHeadAsync();
    }
}
