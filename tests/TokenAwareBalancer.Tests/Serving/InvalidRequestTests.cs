using System.Text;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What is not as its API asks for is refused in that API's terms, and costs no backend anything.</summary>
public sealed class InvalidRequestTests : ServingTest
{
    private static readonly string[] Bodies =
    [
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"h\"}]",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"h",
        "{\"model\":\"m\",,\"messages\":[{\"role\":\"user\",\"content\":\"h\"}]}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"h\"}]} x",
        "[1]", "null", "\"x\"", "", "  ", "{}",
        "{\"model\":7,\"messages\":[{\"role\":\"user\",\"content\":\"h\"}]}",
        "{\"model\":\"\",\"messages\":[{\"role\":\"user\",\"content\":\"h\"}]}",
        "{\"model\":null,\"messages\":[{\"role\":\"user\",\"content\":\"h\"}]}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"h\"}]}",
        "{\"model\":\"m\"}",
        "{\"model\":\"m\",\"messages\":[]}",
        "{\"model\":\"m\",\"messages\":\"h\"}",
        "{\"model\":\"m\",\"stream\":\"yes\",\"messages\":[{\"role\":\"user\",\"content\":\"h\"}]}",
        "{\"model\":\"m\",\"max_tokens\":\"7\",\"messages\":[{\"role\":\"user\",\"content\":\"h\"}]}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"h\"}],\"x\":" + Nested(65) + "}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\\\"}]}",
        "\u0001{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"INVALID-UTF8\"}]}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"INVALID-UTF8\"}]}",
    ];

    [Theory]
    [InlineData(Wire.ChatPath, false)]
    [InlineData(Wire.MessagesPath, true)]
    public async Task Body_ThatIsNotWhatItsApiAsksFor_Is400AndReachesNoBackend(string path, bool anthropic)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);
        var client = await ConnectAsync();

        foreach (var body in Bodies)
        {
            var answer = await client.AskAsync(Wire.Post(path, Encode(body)));
            ErrorShape.AssertTells(answer, anthropic, 400, "invalid_request", "invalid_request_error", code: null);
        }

        Assert.Empty(backend.Requests);
        Assert.Equal(0, Gate.LeasesOpened);
        var metrics = await ScrapeAsync();
        Assert.Equal(Bodies.Length, metrics.Value("balancer_rejections_total", "reason=\"invalid_request\""));
    }

    [Theory]
    [InlineData("{\"model\":7}", "model")]
    [InlineData("{\"model\":\"m\"}", "messages")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":3}]}", "messages[0].role")]
    public async Task Body_WithAFieldToBlame_NamesIt(string body, string parameter)
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer)));

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, Encoding.UTF8.GetBytes(body)));

        var error = answer.Json().GetProperty("error");
        Assert.Equal(parameter, error.GetProperty("param").GetString());
        Assert.Contains(parameter, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_NestedAsDeepAsAllowed_IsAccepted()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer)));
        var body = Encoding.UTF8.GetString(Wire.Chat())[..^1] + ",\"x\":" + Nested(63) + "}";

        Assert.Equal(200, (await AskAsync(Wire.Post(Wire.ChatPath, Encoding.UTF8.GetBytes(body)))).Status);
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static byte[] Encode(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var at = bytes.AsSpan().IndexOf("INVALID-UTF8"u8);
        if (at >= 0)
            (bytes[at], bytes[at + 1]) = (0xC3, 0x28);
        return bytes;
    }
}
