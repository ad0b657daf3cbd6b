using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>An answer whose end does not come never looks whole.</summary>
public sealed class CutAnswerTests : ServingTest
{
    private const string StreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n", "{\"half\":")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "8\r\n{\"half\":\r\n")]
    public async Task Answer_NotStreamedCut_BreaksTheClientsConnection(string framing, string begun)
    {
        const string passed = "{\"half\":";

        var answer = await AskBrokenAsync(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + framing, begun, passed.Length, stream: false);

        Assert.Equal((false, passed), (answer.IsWhole, answer.Text));
    }

    [Fact]
    public async Task Stream_WithAnAnnouncedLengthCut_BreaksTheConnectionWithoutADefect()
    {
        var answer = await AskBrokenAsync(
            StreamHead + $"Content-Length: {Wire.ContentEvent.Length + 10}\r\n\r\n", Wire.ContentEvent);

        Assert.Equal((false, Wire.ContentEvent), (answer.IsWhole, answer.Text));
        Assert.DoesNotContain(Log.Lines, line => line.EventId == 3);
    }

    [Fact]
    public async Task Stream_EndedByClosingAfterItsLastEvent_IsWhole()
    {
        var answer = await AskBrokenAsync(StreamHead + "\r\n", Wire.ContentEvent + Wire.DoneEvent);

        Assert.Equal((true, Wire.ContentEvent + Wire.DoneEvent), (answer.IsWhole, answer.Text));
    }

    [Fact]
    public async Task Stream_EndedByClosingBeforeItsLastEvent_EndsWithAnErrorEvent()
    {
        var answer = await AskBrokenAsync(StreamHead + "\r\n", Wire.ContentEvent);

        ErrorShape.AssertEndsStream(answer, Wire.ContentEvent, anthropic: false, "answer_cut");
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

    private Task<RawAnswer> AskBrokenAsync(string head, string begun) =>
        AskBrokenAsync(head, begun, begun.Length, stream: true);

    /// <summary>The backend goes when the client holds what was sent: a broken connection may lose the rest.</summary>
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
}
