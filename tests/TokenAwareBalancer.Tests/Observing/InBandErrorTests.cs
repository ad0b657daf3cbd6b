using System.Text;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Observing;

public sealed class InBandErrorTests
{
    [Theory]
    [InlineData(ApiSurface.ChatCompletions)]
    [InlineData(ApiSurface.Completions)]
    [InlineData(ApiSurface.Other)]
    public void Render_OpenAiSurface_IsAnOpenAiErrorEvent(ApiSurface surface)
    {
        Assert.Equal(
            """data: {"error":{"message":"gone","type":"server_error","param":null,"code":"backend_lost"}}""" + "\n\n",
            Text(InBandError.Render(surface, false, "server_error", "gone", "backend_lost")));
    }

    [Fact]
    public void Render_NoCode_SaysNull()
    {
        var text = Text(InBandError.Render(ApiSurface.Other, false, "t", "m"));

        Assert.EndsWith("\"code\":null}}\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Messages_IsAnAnthropicErrorEvent()
    {
        Assert.Equal(
            "event: error\n" + """data: {"type":"error","error":{"type":"api_error","message":"gone"}}""" + "\n\n",
            Text(InBandError.Render(ApiSurface.Messages, false, "api_error", "gone")));
    }

    [Fact]
    public void Render_InsideAnEvent_ClosesItFirst()
    {
        var text = Text(InBandError.Render(ApiSurface.Messages, true, "t", "m"));

        Assert.StartsWith("\n\nevent: error\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ApiSurface.ChatCompletions)]
    [InlineData(ApiSurface.Messages)]
    public void Render_AnyMessage_IsOneEventThatOurOwnReaderRecognises(ApiSurface surface)
    {
        var (observer, _) = AnswerObserverTests.ObserveAll(
            InBandError.Render(surface, true, "t", "a\r\n\r\n\"\\ü\ud800", "c").ToArray());

        Assert.True(observer.HasReportedError);
        Assert.False(observer.IsInsideEvent);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
