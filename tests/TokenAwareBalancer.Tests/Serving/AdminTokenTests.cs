using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Who may look at the operators' port.</summary>
public sealed class AdminTokenTests : ServingTest
{
    private const string Token = "a-token-for-operators";

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/admin/backends")]
    [InlineData("/nowhere")]
    public async Task AdminPath_WithoutTheToken_Is401(string path)
    {
        await StartWithTokenAsync();

        foreach (var header in (string[])["X-None: 1", "Authorization: Bearer wrong", $"x-api-key: {Token}"])
        {
            var answer = await AskAdminAsync(path, header);
            Assert.Equal((401, "Bearer"), (answer.Status, answer.Header("WWW-Authenticate")));
            Assert.DoesNotContain(Token, answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/metrics", 200)]
    [InlineData("/admin/backends", 200)]
    [InlineData("/nowhere", 404)]
    public async Task AdminPath_WithTheToken_IsAnswered(string path, int status)
    {
        await StartWithTokenAsync();

        Assert.Equal(status, (await AskAdminAsync(path, $"Authorization: Bearer {Token}")).Status);
    }

    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    public async Task Probe_WithoutTheToken_IsAnsweredAsOnTheDataPort(string path)
    {
        await StartWithTokenAsync();

        Assert.Equal(200, (await AskAdminAsync(path, "X-None: 1")).Status);
    }

    private Task StartWithTokenAsync() => StartAsync(
        options => options.Admin.Token = Token, Backend(exchange => exchange.AnswerAsync("{}")));

    private async Task<RawAnswer> AskAdminAsync(string path, string header)
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        return await client.AskAsync(Wire.Get(path, header));
    }
}
