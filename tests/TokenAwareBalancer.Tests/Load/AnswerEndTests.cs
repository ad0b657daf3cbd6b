using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Observing;

namespace TokenAwareBalancer.Load;

/// <summary>Whatever goes wrong with a request is told by its kind.</summary>
public sealed class AnswerEndTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(302)]
    public async Task End_OtherStatus_IsThatStatus(int status)
    {
        var timing = await LoadLab.AskAsync(exchange => exchange.AnswerAsync("""{"error":{}}""", status));

        Assert.Equal((AnswerEnd.HttpStatus, status), (timing.End, timing.Status));
    }

    [Fact]
    public async Task End_NobodyListens_IsRefused()
    {
        using var port = new RefusingPort();
        using var client = new InferenceClient(port.Address, TimeProvider.System);

        var timing = await client.SendAsync(LoadLab.Streaming(), LoadLab.Now(), Patience.Token);

        Assert.Equal((AnswerEnd.Refused, 0), (timing.End, timing.Status));
    }

    [Fact]
    public async Task End_NameThatIsNone_IsUnreachable()
    {
        using var client = new InferenceClient(new Uri("http://nowhere.invalid/"), TimeProvider.System);

        var timing = await client.SendAsync(LoadLab.Streaming(), LoadLab.Now(), Patience.Token);

        Assert.Equal(AnswerEnd.Unreachable, timing.End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_ConnectionGoneWithoutAByte_IsLost(bool reset)
    {
        var timing = await LoadLab.AskAsync(exchange => GoAsync(exchange, reset));

        Assert.Equal(AnswerEnd.Lost, timing.End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_ConnectionGoneWithinAStream_IsCut(bool reset)
    {
        var timing = await LoadLab.AskAsync(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            await GoAsync(exchange, reset);
        });

        Assert.Equal((AnswerEnd.Cut, 200), (timing.End, timing.Status));
    }

    [Theory]
    [InlineData("vllm-error.sse")]
    [InlineData("anthropic-error.sse")]
    public async Task End_ErrorEvent_IsTold(string sample)
    {
        var timing = await LoadLab.AskAsync(exchange => exchange.StreamAsync(SampleStreams.Read(sample)));

        Assert.Equal(AnswerEnd.InBandError, timing.End);
    }

    [Fact]
    public async Task End_StreamWithoutItsMark_IsNotComplete()
    {
        var timing = await LoadLab.AskAsync(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            await exchange.EndChunksAsync();
        });

        Assert.Equal(AnswerEnd.NoEndMark, timing.End);
    }

    [Fact]
    public async Task End_StreamWithoutContent_IsEmpty()
    {
        var timing = await LoadLab.AskAsync(exchange => LoadLab.AnswerStreamAsync(exchange, tokens: 0));

        Assert.Equal(AnswerEnd.Empty, timing.End);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":0}}""")]
    public async Task End_AnswerWithNothingInIt_IsEmpty(string body)
    {
        var timing = await LoadLab.AskAsync(exchange => exchange.AnswerAsync(body), LoadLab.Whole());

        Assert.Equal(AnswerEnd.Empty, timing.End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_NothingComesInTime_IsTimedOut(bool hasBegun)
    {
        var timing = await LoadLab.AskAsync(
            async exchange =>
            {
                if (hasBegun)
                    await exchange.BeginStreamAsync();
                await exchange.Gone;
            },
            options: new ClientOptions { Timeout = Soon });

        Assert.Equal(AnswerEnd.TimedOut, timing.End);
        Assert.True(timing.WholeAnswer >= Soon * 0.9);
    }

    [Fact]
    public async Task End_CallerGivesUp_IsCancelledAndNoError()
    {
        await using var server = new ScriptedBackend(exchange => exchange.Gone);
        using var client = new InferenceClient(server.Address, TimeProvider.System);
        using var stop = new CancellationTokenSource(Soon);

        var timing = await client.SendAsync(LoadLab.Streaming(), LoadLab.Now(), stop.Token);

        Assert.Equal(AnswerEnd.Cancelled, timing.End);
    }

    private static Task GoAsync(BackendExchange exchange, bool reset)
    {
        if (!reset)
            return exchange.CloseAsync();
        exchange.Reset();
        return Task.CompletedTask;
    }
}
