using System.Text;
using TokenAwareBalancer.Failures;

namespace TokenAwareBalancer.Observing;

public sealed class InBandErrorTests
{
    private static readonly Failure Cut = new(RequestFailure.AnswerCut, "gone");

    [Fact]
    public void Render_OpenAi_IsAnOpenAiErrorEvent() => Assert.Equal(
        """data: {"error":{"message":"gone","type":"server_error","param":null,"code":"answer_cut"}}""" + "\n\n",
        Text(InBandError.Render(ErrorFormat.OpenAi, false, Cut, "req-1")));

    [Fact]
    public void Render_Anthropic_IsAnAnthropicErrorEvent() => Assert.Equal(
        "event: error\n" +
        """data: {"type":"error","error":{"type":"api_error","message":"gone"},"request_id":"req-1"}""" + "\n\n",
        Text(InBandError.Render(ErrorFormat.Anthropic, false, Cut, "req-1")));

    [Fact]
    public void Render_InsideAnEvent_ClosesItFirst() => Assert.StartsWith(
        "\n\nevent: error\n", Text(InBandError.Render(ErrorFormat.Anthropic, true, Cut, "req-1")), StringComparison.Ordinal);

    [Theory]
    [InlineData(nameof(ErrorFormat.OpenAi))]
    [InlineData(nameof(ErrorFormat.Anthropic))]
    public void Render_AnyMessage_IsOneEventThatOurOwnReaderRecognises(string format)
    {
        var failure = Cut with { Message = "a\r\n\r\n\"\\ü\ud800" };

        var (observer, _) = AnswerObserverTests.ObserveAll(
            InBandError.Render(Enum.Parse<ErrorFormat>(format), true, failure, "req-1").ToArray());

        Assert.True(observer.HasReportedError);
        Assert.False(observer.IsInsideEvent);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
