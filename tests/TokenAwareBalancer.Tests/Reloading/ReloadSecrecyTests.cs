using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Reloading;

/// <summary>What is told of a configuration that does not hold names settings, never what is secret in them.</summary>
public sealed class ReloadSecrecyTests : ReloadTest
{
    private const string Key = "sk-of-the-backend-7h3";
    private const string Token = "token-of-the-operators-at-least-32-c";

    private readonly string _backends = Path.Combine(Path.GetTempPath(), $"backends-{Guid.NewGuid():n}.yaml");

    public ReloadSecrecyTests() => LogLevel = LogLevel.Debug;

    private protected override void DisposeClients()
    {
        base.DisposeClients();
        File.Delete(_backends);
    }

    [Theory]
    [InlineData("backends: [{ name: b, url: http://127.0.0.1:1, apiKey: KEY, weight: much }]")]
    [InlineData("backends: [{ name: b, url: http://127.0.0.1:1, apiKey: [KEY] }]")]
    [InlineData("backends: [{ name: b, url: http://127.0.0.1:1, apiKey: { a: KEY } }]")]
    [InlineData("backends: [{ name: b, url: http://127.0.0.1:1, apiKey: KEY }, { name: b, url: \"http://u:KEY@h/\" }]")]
    [InlineData("backends: [{ name: b, url: http://127.0.0.1:1, apiKey: \"KEY\\n\" }]")]
    [InlineData("backends: [{ name: b, url: http://127.0.0.1:1, apiKey: KEY, apiKey: KEY }]")]
    [InlineData("admin: { token: KEY\nbackends: []")]
    public async Task Error_OfAReload_ShowsNoSecretAnywhere(string text)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartFromFileAsync($"admin: {{ listen: 127.0.0.1:0, token: {Token} }}", ("b1", backend));

        WriteText(text.Replace("KEY", Key, StringComparison.Ordinal));
        var (status, report) = await ReloadAsync($"Authorization: Bearer {Token}");

        Assert.Equal(422, status);
        AssertNoSecret(report.GetRawText());
    }

    [Theory]
    [InlineData("- { name: b, url: http://127.0.0.1:1, apiKey: KEY, wieght: 1 }")]
    [InlineData("- { name: b, url: nowhere, apiKey: KEY }")]
    [InlineData("- { name: b, url: http://127.0.0.1:1, apiKey: KEY")]
    [InlineData("[{\"name\": \"b\", \"url\": \"http://127.0.0.1:1\", \"apiKey\": \"KEY\" \"x\"}]")]
    public async Task Error_OfAFileOfBackends_ShowsNoSecretAnywhere(string text)
    {
        await File.WriteAllTextAsync(_backends, "[]", Patience.Token);
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartFromFileAsync($"backendsFile: {_backends}", ("b1", backend));

        await File.WriteAllTextAsync(
            _backends, text.Replace("KEY", Key, StringComparison.Ordinal), Patience.Token);
        var (status, report) = await ReloadAsync();

        Assert.Equal(422, status);
        AssertNoSecret(report.GetRawText());
    }

    [Fact]
    public async Task Backend_ThatCannotBeAskedOrTrusted_IsReportedWithoutItsKey()
    {
        using var refusing = new RefusingPort();
        var plain = Backend(exchange => exchange.AnswerAsync("""{"error":"no"}""", 401));
        await StartAsync(options =>
        {
            options.LearnConcurrency = true;
            options.PreferLoaded = true;
            options.Scraping.Enabled = true;
            options.Health.Probes = true;
            options.Backends =
            [
                Option("plain", plain.Address), Option("gone", refusing.Address),
                Option("untrusted", new Uri($"https://{plain.Authority}/")),
            ];
            foreach (var backend in options.Backends)
                backend.ApiKey = Key;
        });

        for (var i = 0; i < 6; i++)
            await AskChatAsync();
        await Patience.UntilAsync(() => plain.Requests.Length >= 3);
        using var client = await RawClient.ConnectAsync(AdminAddress);
        foreach (var path in (string[])["/admin/backends", "/admin/configuration", "/metrics"])
            AssertNoSecret((await client.AskAsync(Wire.Get(path))).Text);
    }

    private void AssertNoSecret(string told)
    {
        foreach (var text in Log.Lines.Where(line => line.IsBalancers).Select(line => line.Text).Append(told))
        {
            Assert.DoesNotContain(Key, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Token, text, StringComparison.Ordinal);
        }
    }
}
