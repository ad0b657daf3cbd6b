using System.Text;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Observing;

public sealed class InBandErrorTests
{
    private static readonly Failure Cut = new(RequestFailure.AnswerCut, "gone");

    [Theory]
    [InlineData(ApiSurface.ChatCompletions)]
    [InlineData(ApiSurface.Completions)]
    [InlineData(ApiSurface.Other)]
    public void Render_OpenAiSurface_IsAnOpenAiErrorEvent(ApiSurface surface) => Assert.Equal(
        """data: {"error":{"message":"gone","type":"server_error","param":null,"code":"answer_cut"}}""" + "\n\n",
        Text(InBandError.Render(surface, false, Cut, "req-1")));

    [Fact]
    public void Render_Messages_IsAnAnthropicErrorEvent() => Assert.Equal(
        "event: error\n" +
        """data: {"type":"error","error":{"type":"api_error","message":"gone"},"request_id":"req-1"}""" + "\n\n",
        Text(InBandError.Render(ApiSurface.Messages, false, Cut, "req-1")));

    [Fact]
    public void Render_InsideAnEvent_ClosesItFirst() => Assert.StartsWith(
        "\n\nevent: error\n", Text(InBandError.Render(ApiSurface.Messages, true, Cut, "req-1")), StringComparison.Ordinal);

    [Theory]
    [InlineData(ApiSurface.ChatCompletions)]
    [InlineData(ApiSurface.Messages)]
    public void Render_AnyMessage_IsOneEventThatOurOwnReaderRecognises(ApiSurface surface)
    {
        var failure = Cut with { Message = "a\r\n\r\n\"\\ü\ud800" };

        var (observer, _) = AnswerObserverTests.ObserveAll(InBandError.Render(surface, true, failure, "req-1").ToArray());

        Assert.True(observer.HasReportedError);
        Assert.False(observer.IsInsideEvent);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
