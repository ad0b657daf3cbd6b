using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>A stream that breaks is never mended: it ends with an error that its reader understands.</summary>
public sealed class CutStreamTests : ServingTest
{
    private const string CompletionsPath = "/v1/completions";

    private const string ResponsesPath = "/v1/responses";

    private const string ResponseEvent = "event: response.output_text.delta\ndata: "
        + """{"type":"response.output_text.delta","delta":"word","sequence_number":4}""" + "\n\n";

    private const string MessageEvent = "event: content_block_delta\ndata: "
        + """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"word"}}""" + "\n\n";

    [Theory]
    [InlineData(Wire.ChatPath, true)]
    [InlineData(Wire.ChatPath, false)]
    [InlineData(CompletionsPath, false)]
    public async Task Stream_CutBetweenEvents_EndsCleanlyWithAnErrorEvent(string path, bool reset)
    {
        var answer = await AskCutAsync(path, Wire.ContentEvent, reset);

        Assert.Equal(200, answer.Status);
        ErrorShape.AssertEndsStream(answer, Wire.ContentEvent, anthropic: false, "answer_cut");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_OfAnthropicCut_EndsCleanlyWithAnAnthropicErrorEvent(bool reset)
    {
        var answer = await AskCutAsync(Wire.MessagesPath, MessageEvent, reset);

        ErrorShape.AssertEndsStream(answer, MessageEvent, anthropic: true, "api_error");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_OfResponsesCut_EndsCleanlyWithItsErrorEventAndTheNextNumber(bool reset)
    {
        const string prefix = ResponseEvent + "event: error\ndata: ";

        var answer = await AskCutAsync(ResponsesPath, ResponseEvent, reset);

        Assert.True(answer.IsWhole);
        Assert.StartsWith(prefix, answer.Text, StringComparison.Ordinal);
        using var error = JsonDocument.Parse(answer.Text[prefix.Length..]);
        Assert.Equal("error", error.RootElement.GetProperty("type").GetString());
        Assert.Equal("answer_cut", error.RootElement.GetProperty("code").GetString());
        Assert.Equal(5, error.RootElement.GetProperty("sequence_number").GetInt64());
        Assert.Equal("answer_cut", error.RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("response.completed")]
    [InlineData("response.incomplete")]
    [InlineData("response.failed")]
    public async Task Stream_OfResponsesCutAfterItsLastWord_EndsCleanlyWithNothingAdded(string last)
    {
        var whole = ResponseEvent + $"event: {last}\ndata: {{\"type\":\"{last}\",\"response\":{{}}}}\n\n";

        var answer = await AskCutAsync(ResponsesPath, whole, reset: true);

        Assert.Equal((true, whole), (answer.IsWhole, answer.Text));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(90)]
    public async Task Stream_CutInsideAnEvent_ClosesItBeforeTheError(int leftOut)
    {
        var begun = Wire.ContentEvent + Wire.ContentEvent[..^leftOut];

        var answer = await AskCutAsync(Wire.ChatPath, begun, reset: true);

        ErrorShape.AssertEndsStream(answer, begun + "\n\n", anthropic: false, "answer_cut");
    }

    /// <summary>What is held to see whether it is the usage event has not reached the client.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(90)]
    public async Task Stream_CutInsideAnEventThatIsHeld_DropsItsStart(int leftOut)
    {
        var answer = await AskCutAsync(
            Wire.ChatPath, Wire.ContentEvent + Wire.ContentEvent[..^leftOut], reset: false, Wire.ContentEvent);

        ErrorShape.AssertEndsStream(answer, Wire.ContentEvent, anthropic: false, "answer_cut");
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

    /// <param name="path">Where to ask.</param>
    /// <param name="begun">What the backend sends.</param>
    /// <param name="reset">How it then goes.</param>
    /// <param name="passed">What of it reaches the client while usage is requested; null for all, without.</param>
    private async Task<RawAnswer> AskCutAsync(string path, string begun, bool reset, string? passed = null)
    {
        var read = new SemaphoreSlim(0);
        await StartAsync(options => options.RequestUsage = passed is not null, Backend(async exchange =>
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
        await client.SendAsync(Wire.Post(path, BodyFor(path)));
        var head = await client.ReadHeadAsync();
        var first = await client.ReadBodyAsync(Encoding.UTF8.GetByteCount(passed ?? begun));
        read.Release();
        return new RawAnswer(head, [.. first, .. await client.ReadBodyAsync(int.MaxValue)], IsWhole: true);
    }

    private static byte[] BodyFor(string path) => path switch
    {
        CompletionsPath => """{"model":"m","prompt":"h","stream":true}"""u8.ToArray(),
        ResponsesPath => """{"model":"m","input":"h","stream":true}"""u8.ToArray(),
        _ => Wire.Message(stream: true),
    };
}
