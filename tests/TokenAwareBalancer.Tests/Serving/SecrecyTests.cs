using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Keys, prompts and answers stay between those whom they concern.</summary>
public sealed class SecrecyTests : ServingTest
{
    private static readonly string[] Secrets =
        ["sk-of-the-backend", "sk-of-the-client", "wordsOfThePrompt", "wordsOfTheAnswer", "inventedModel"];

    public SecrecyTests() => LogLevel = LogLevel.Trace;

    [Fact]
    public async Task Secrets_OfAllKindsOfRequests_AreInNoLogMetricReportOrErrorOfOurs()
    {
        using var refusing = new RefusingPort();
        var good = Backend(exchange => exchange.AnswerAsync("""{"choices":[{"text":"wordsOfTheAnswer"}]}"""));
        var dying = Backend(exchange => exchange.CloseAsync());
        await StartAsync(options => options.Backends =
        [
            WithKey("good", good.Address, "m"),
            WithKey("dying", dying.Address, "dying"),
            WithKey("gone", refusing.Address, "gone"),
        ]);

        var told = new List<RawAnswer>();
        foreach (var model in (string[])["dying", "gone", "inventedModel"])
            told.Add(await AskAsync(Secret(Wire.Chat(model: model, content: "wordsOfThePrompt"))));
        told.Add(await AskAsync(Secret("""{"model":"m","messages":["wordsOfThePrompt"]}"""u8.ToArray())));
        Assert.Equal(200, (await AskAsync(Secret(Wire.Chat(content: "wordsOfThePrompt")))).Status);
        told.Add(await ReadAdminAsync("/admin/backends"));
        told.Add(await ReadAdminAsync("/metrics"));

        var texts = told.Select(answer => answer.Head.Text + answer.Text).Concat(OwnLines());
        foreach (var text in texts)
        {
            Assert.All(
                ForbiddenIn(text), secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
        }
    }

    // The error about a model that nobody serves has to name it to the client that asked for it.
    private static IEnumerable<string> ForbiddenIn(string text) =>
        text.Contains("unknown_model", StringComparison.Ordinal) && text.StartsWith("HTTP/", StringComparison.Ordinal)
            ? Secrets.Except(["inventedModel"])
            : Secrets;

    private IEnumerable<string> OwnLines() => Log.Lines
        .Where(line => line.Level >= LogLevel.Information
            || line.IsBalancers)
        .Select(line => line.Text);

    private static byte[] Secret(byte[] body) =>
        Wire.Post(Wire.ChatPath, body, "Authorization: Bearer sk-of-the-client");

    private async Task<RawAnswer> ReadAdminAsync(string path)
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        return await client.AskAsync(Wire.Get(path));
    }

    private static BackendOptions WithKey(string name, Uri address, string model)
    {
        var option = Option(name, address, model);
        option.ApiKey = "sk-of-the-backend";
        return option;
    }
}
