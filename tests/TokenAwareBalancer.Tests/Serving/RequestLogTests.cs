using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>One line a request, and what it says.</summary>
public sealed class RequestLogTests : ServingTest
{
    [Fact]
    public async Task Log_OfRequestsThatEndInEveryWay_HasOneLineForEach()
    {
        using var refusing = new RefusingPort();
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Backends =
            [Option("good", backend.Address, "m"), Option("gone", refusing.Address, "gone")]);

        (string Id, byte[] Body, LogLevel Level, string End)[] requests =
        [
            ("r-1", Wire.Chat(), LogLevel.Information, "completed"),
            ("r-2", Wire.Chat(model: "gone"), LogLevel.Warning, "backends_failed"),
            ("r-3", Wire.Chat(model: "none"), LogLevel.Debug, "unknown_model"),
            ("r-4", "{"u8.ToArray(), LogLevel.Debug, "invalid_request"),
        ];
        foreach (var (id, body, _, _) in requests)
            await AskAsync(Wire.Post(Wire.ChatPath, body, $"X-Request-Id: {id}"));
        await Patience.UntilAsync(() => LinesOf("r-1").Length + LinesOf("r-2").Length == 2);

        foreach (var (id, _, level, end) in requests)
        {
            if (level == LogLevel.Debug)
            {
                // What a client did wrong is not worth a line unless asked for.
                Assert.Empty(LinesOf(id));
                continue;
            }

            var line = Assert.Single(LinesOf(id));
            Assert.Equal(level, line.Level);
            Assert.Contains($" {end} ", line.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Line_OfACompletedRequest_SaysWhereItWentAndWhatItTook()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Backends = [Option("gpu-1", backend.Address, "m")]);

        await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), "X-Request-Id: r-1"));
        await Patience.UntilAsync(() => LinesOf("r-1").Length > 0);

        Assert.Matches(
            @"^r-1 chat_completions m gpu-1 completed 200 prompt=9 output=1 ttft=\S*ms total=[0-9.]+ms sends=1 client=-\s*$",
            LinesOf("r-1").Single().Text);
    }

    [Fact]
    public async Task Line_OfARequestWhoseClientLeft_SaysSo()
    {
        var backend = Backend(exchange => exchange.Gone);
        await StartAsync(backend);
        var client = await ConnectAsync();
        await client.SendAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), "X-Request-Id: r-1"));
        await backend.NextAsync();

        client.Reset();
        await Patience.UntilAsync(() => LinesOf("r-1").Length > 0);

        Assert.Contains(" client_gone ", Assert.Single(LinesOf("r-1")).Text, StringComparison.Ordinal);
    }

    private LoggedLine[] LinesOf(string id) => [.. Log.Lines.Where(line =>
        line.IsBalancers
        && line.Text.StartsWith(id + " ", StringComparison.Ordinal))];
}
