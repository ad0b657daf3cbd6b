using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>
/// llama-server closes the TCP connection after every answer while it advertises keep-alive: a proxy that believes it
/// loses a tenth of the requests and more.
/// </summary>
public sealed class ClosingBackendTests : ServingTest
{
    private const int Requests = 1000;
    private const int Concurrency = 8;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_BackendClosesAfterEveryAnswer_AreAllAnswered(bool stream)
    {
        var backend = Backend(exchange => AnswerAndCloseAsync(exchange, stream));
        await StartAsync(backend);

        var statuses = await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => AskManyAsync(stream)));

        Assert.All(statuses.SelectMany(status => status), status => Assert.Equal(200, status));
        // Requests that were written to a dying connection never became one at the backend.
        Assert.Equal(Requests, backend.Requests.Length);
        var sends = Log.Lines.Where(line => line.EventId == 1 && line.Text.Contains("sends=", StringComparison.Ordinal))
            .Sum(line => line.Text[line.Text.IndexOf("sends=", StringComparison.Ordinal) + 6] - '0');
        TestContext.Current.TestOutputHelper?.WriteLine($"{Requests} requests took {sends} sends");
    }

    private async Task<List<int>> AskManyAsync(bool stream)
    {
        var client = await ConnectAsync();
        var statuses = new List<int>();
        for (var i = 0; i < Requests / Concurrency; i++)
        {
            var answer = await client.AskAsync(Wire.PostChat(stream));
            statuses.Add(answer.IsWhole ? answer.Status : 0);
        }

        return statuses;
    }

    private static async Task AnswerAndCloseAsync(BackendExchange exchange, bool stream)
    {
        if (stream)
            await exchange.StreamAsync("data: [DONE]\n\n"u8.ToArray());
        else
            await exchange.AnswerAsync(Wire.ChatAnswer, headers: "Connection: keep-alive\r\n");
        await exchange.CloseAsync();
    }
}
