using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>An answer that breaks after it has begun is never mended, and never looks whole.</summary>
public sealed class CutAnswerTests : ServingTest
{
    private const string MessageEvent = "event: content_block_delta\ndata: "
        + """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"word"}}""" + "\n\n";

    [Theory]
    [InlineData(Wire.ChatPath, Wire.ContentEvent, true)]
    [InlineData(Wire.ChatPath, Wire.ContentEvent, false)]
    [InlineData("/v1/completions", Wire.ContentEvent, false)]
    public async Task Stream_CutBetweenEvents_EndsCleanlyWithAnErrorEvent(string path, string begun, bool reset)
    {
        var answer = await AskCutAsync(path, begun, reset);

        Assert.True(answer.IsWhole);
        Assert.Equal(200, answer.Status);
        AssertErrorEvent(answer, begun, "data: ", anthropic: false);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_OfAnthropicCut_EndsCleanlyWithAnAnthropicErrorEvent(bool reset)
    {
        var answer = await AskCutAsync(Wire.MessagesPath, MessageEvent, reset);

        Assert.True(answer.IsWhole);
        AssertErrorEvent(answer, MessageEvent, "event: error\ndata: ", anthropic: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(90)]
    public async Task Stream_CutInsideAnEvent_ClosesItBeforeTheError(int leftOut)
    {
        var begun = Wire.ContentEvent + Wire.ContentEvent[..^leftOut];

        var answer = await AskCutAsync(Wire.ChatPath, begun, reset: true);

        Assert.True(answer.IsWhole);
        AssertErrorEvent(answer, begun + "\n\n", "data: ", anthropic: false);
    }

    [Fact]
    public async Task Stream_CutAfterItsLastWord_EndsCleanlyWithNothingAdded()
    {
        var answer = await AskCutAsync(Wire.ChatPath, Wire.ContentEvent + Wire.DoneEvent, reset: true);

        Assert.Equal((true, Wire.ContentEvent + Wire.DoneEvent), (answer.IsWhole, answer.Text));
    }

    [Fact]
    public async Task Stream_EngineReportedAnErrorAndDied_EndsCleanlyWithNothingAdded()
    {
        const string own = "data: {\"error\":{\"message\":\"engine died\"}}\n\n";

        var answer = await AskCutAsync(Wire.ChatPath, Wire.ContentEvent + own, reset: true);

        Assert.Equal((true, Wire.ContentEvent + own), (answer.IsWhole, answer.Text));
    }

    [Fact]
    public async Task Stream_WithAnAnnouncedLengthCut_BreaksTheConnectionWithoutADefect()
    {
        var answer = await AskBrokenAsync(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {Wire.ContentEvent.Length + 10}\r\n\r\n",
            Wire.ContentEvent, Wire.ContentEvent.Length, stream: true);

        Assert.Equal((false, Wire.ContentEvent), (answer.IsWhole, answer.Text));
        Assert.DoesNotContain(Log.Lines, line => line.EventId == 3);
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n", "{\"half\":", "{\"half\":")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "8\r\n{\"half\":\r\n", "{\"half\":")]
    public async Task Answer_NotStreamedCut_BreaksTheClientsConnection(string framing, string begun, string passed)
    {
        var answer = await AskBrokenAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{framing}", begun, passed.Length, stream: false);

        Assert.Equal((false, passed), (answer.IsWhole, answer.Text));
    }

    [Theory]
    [InlineData(Wire.ContentEvent + Wire.DoneEvent, false)]
    [InlineData(Wire.ContentEvent, true)]
    public async Task Stream_EndedByClosing_IsWholeOnlyWithItsLastEvent(string sent, bool isCut)
    {
        var answer = await AskBrokenAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", sent, sent.Length, stream: true);

        Assert.True(answer.IsWhole);
        if (isCut)
            AssertErrorEvent(answer, sent, "data: ", anthropic: false);
        else
            Assert.Equal(sent, answer.Text);
    }

    /// <summary>Nothing of it has reached the client: it can still be told properly.</summary>
    [Theory]
    [InlineData("Content-Type: application/json\r\nContent-Length: 100\r\nX-Engine: e\r\n\r\n")]
    [InlineData("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nX-Engine: e\r\n\r\n")]
    public async Task Answer_CutAfterItsHeaders_Is502AnswerCut(string headers)
    {
        await StartAsync(Backend(async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\n" + headers);
            await exchange.CloseAsync();
        }));

        var answer = await AskChatAsync(stream: true);

        ErrorShape.AssertTells(answer, false, 502, "answer_cut", "server_error", "answer_cut");
        Assert.Null(answer.Header("X-Engine"));
    }

    private async Task<RawAnswer> AskCutAsync(string path, string begun, bool reset)
    {
        var read = new SemaphoreSlim(0);
        await StartAsync(Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(begun);
            await read.WaitAsync(Patience.Token);
            if (reset)
                exchange.Reset();
            else
                await exchange.CloseAsync();
        }));
        var client = await ConnectAsync();
        var body = path == "/v1/completions" ? """{"model":"m","prompt":"h","stream":true}"""u8.ToArray() : Wire.Message(stream: true);
        await client.SendAsync(Wire.Post(path, body));
        var head = await client.ReadHeadAsync();
        var passed = await client.ReadBodyAsync(Encoding.UTF8.GetByteCount(begun));
        read.Release();
        var rest = await client.ReadBodyAsync(int.MaxValue);
        return new RawAnswer(head, [.. passed, .. rest], IsWhole: true);
    }

    /// <summary>The backend goes when the client holds what was sent: a broken connection may lose what is on its way.</summary>
    private async Task<RawAnswer> AskBrokenAsync(string head, string begun, int passedBytes, bool stream)
    {
        var read = new SemaphoreSlim(0);
        await StartAsync(Backend(async exchange =>
        {
            await exchange.WriteAsync(head + begun);
            await read.WaitAsync(Patience.Token);
            await exchange.CloseAsync();
        }));
        var client = await ConnectAsync();
        await client.SendAsync(Wire.PostChat(stream));
        var answer = await client.ReadHeadAsync();
        var passed = await client.ReadBodyAsync(passedBytes);
        read.Release();
        try
        {
            return new RawAnswer(answer, [.. passed, .. await client.ReadBodyAsync(int.MaxValue)], IsWhole: true);
        }
        catch (IOException)
        {
            return new RawAnswer(answer, passed, IsWhole: false);
        }
    }

    private static void AssertErrorEvent(RawAnswer answer, string passed, string prefix, bool anthropic)
    {
        Assert.StartsWith(passed + prefix, answer.Text, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", answer.Text, StringComparison.Ordinal);
        using var error = JsonDocument.Parse(answer.Text[(passed.Length + prefix.Length)..]);
        ErrorShape.AssertIs(error.RootElement, anthropic, anthropic ? "api_error" : "server_error", "answer_cut",
            answer.Header("x-request-id"));
    }
}
