using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Observing;

namespace TokenAwareBalancer.Serving;

/// <summary>Answers reach the client byte for byte and as soon as they come.</summary>
public sealed class PassThroughTests : ServingTest
{
    private const int ParallelClients = 2;

    public static TheoryData<string> SplitStreams { get; } =
        ["openai-completions.sse", "carriage-return-only.sse", "vllm-error.sse"];

    public static TheoryData<string> Streams => SampleStreams.Names;

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Stream_OfAnEngine_ArrivesByteForByte(string name)
    {
        var stream = SampleStreams.Read(name);
        await StartAsync(Backend(exchange => exchange.StreamAsync([stream])));

        var answer = await AskChatAsync(stream: true);

        Assert.Equal(stream, answer.Body);
        Assert.True(answer.IsWhole);
    }

    /// <summary>The backend sends the rest when the client holds the first piece: nothing may be kept back.</summary>
    [Theory]
    [MemberData(nameof(SplitStreams))]
    public async Task Stream_SplitAtEveryByte_EachPieceArrivesBeforeTheNextIsSent(string name)
    {
        var stream = SampleStreams.Read(name);
        var turns = Enumerable.Range(0, ParallelClients).Select(_ => new SemaphoreSlim(0)).ToArray();
        await StartAsync(Backend(exchange => SendInTwoAsync(exchange, stream, turns)));

        await Task.WhenAll(turns.Select((turn, client) => ReadSplitsAsync(client, stream, turn)));
    }

    [Fact]
    public async Task Answer_NotStreamed_ArrivesByteForByte()
    {
        byte[] odd = [.. "{ \"a\" :1.0e5, \"\\u0061\": \"ü\",\"a\":2 }\r\n "u8];
        await StartAsync(Backend(exchange => exchange.AnswerAsync(odd, 200, "application/json", "")));

        var answer = await AskChatAsync();

        Assert.Equal(odd, answer.Body);
        Assert.Equal("application/json", answer.Header("Content-Type"));
    }

    [Fact]
    public async Task Answer_OfOneMegabyteInOnePiece_ArrivesByteForByte()
    {
        var large = new byte[1 << 20];
        new Random(1).NextBytes(large);
        await StartAsync(Backend(exchange => exchange.AnswerAsync(large, 200, "application/octet-stream", "")));

        Assert.Equal(large, (await AskChatAsync()).Body);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Answer_BackendsOwnError_PassesUnchangedWhenNobodyElseCouldServe(int status)
    {
        const string error = """{"error":{"message":"mine","type":"exceed_context_size_error","n_ctx":4}}""";
        var backend = Backend(exchange => exchange.AnswerAsync(error, status, headers: "Retry-After: 7\r\n"));
        await StartAsync(backend);

        var answer = await AskChatAsync();

        Assert.Equal((status, error, "7"), (answer.Status, answer.Text, answer.Header("Retry-After")));
        Assert.Null(answer.Header("x-balancer-reason"));
        Assert.Single(backend.Requests);
    }

    private async Task ReadSplitsAsync(int client, byte[] stream, SemaphoreSlim firstPieceRead)
    {
        var connection = await ConnectAsync();
        for (var cut = client; cut <= stream.Length; cut += ParallelClients)
        {
            await connection.SendAsync(Wire.Post(Wire.ChatPath, Wire.Chat(stream: true), $"x-cut: {cut}"));
            if (cut > 0)
            {
                await connection.ReadHeadAsync();
                Assert.Equal(stream[..cut], await connection.ReadBodyAsync(cut));
            }

            firstPieceRead.Release();
            if (cut == 0)
                await connection.ReadHeadAsync();
            Assert.Equal(stream[cut..], await connection.ReadBodyAsync(int.MaxValue));
        }
    }

    private static async Task SendInTwoAsync(BackendExchange exchange, byte[] stream, SemaphoreSlim[] turns)
    {
        var cut = int.Parse(exchange.Request.Header("x-cut")!, null);
        await exchange.BeginStreamAsync();
        await exchange.WriteChunkAsync(stream.AsMemory(..cut));
        await turns[cut % ParallelClients].WaitAsync(Patience.Token);
        await exchange.WriteChunkAsync(stream.AsMemory(cut..));
        await exchange.EndChunksAsync();
    }
}
