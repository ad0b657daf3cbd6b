using System.Text;
using TokenAwareBalancer.Failures;

namespace TokenAwareBalancer.Observing;

public sealed class InBandErrorTests
{
    private static readonly Failure Cut = new(RequestFailure.AnswerCut, "gone");
    private static readonly BrokenPlace BetweenEvents = new(IsInsideEvent: false, NextSequenceNumber: 7);
    private static readonly BrokenPlace InsideAnEvent = new(IsInsideEvent: true, NextSequenceNumber: 7);

    [Fact]
    public void Render_OpenAi_IsAnOpenAiErrorEvent() => Assert.Equal(
        """data: {"error":{"message":"gone","type":"server_error","param":null,"code":"answer_cut"}}""" + "\n\n",
        Text(InBandError.Render(ErrorFormat.OpenAi, BetweenEvents, Cut, "req-1")));

    [Fact]
    public void Render_Anthropic_IsAnAnthropicErrorEvent() => Assert.Equal(
        "event: error\n" +
        """data: {"type":"error","error":{"type":"api_error","message":"gone"},"request_id":"req-1"}""" + "\n\n",
        Text(InBandError.Render(ErrorFormat.Anthropic, BetweenEvents, Cut, "req-1")));

    [Fact]
    public void Render_Responses_IsAnErrorEventInBothShapesWithTheNextNumber() => Assert.Equal(
        "event: error\n" +
        """data: {"type":"error","code":"answer_cut","message":"gone","param":null,"sequence_number":7,"err""" +
        """or":{"message":"gone","type":"server_error","param":null,"code":"answer_cut"}}""" + "\n\n",
        Text(InBandError.Render(ErrorFormat.OpenAiResponses, BetweenEvents, Cut, "req-1")));

    [Fact]
    public void Render_InsideAnEvent_ClosesItFirst() => Assert.StartsWith(
        "\n\nevent: error\n", Text(InBandError.Render(ErrorFormat.Anthropic, InsideAnEvent, Cut, "req-1")), StringComparison.Ordinal);

    [Theory]
    [InlineData(nameof(ErrorFormat.OpenAi))]
    [InlineData(nameof(ErrorFormat.OpenAiResponses))]
    [InlineData(nameof(ErrorFormat.Anthropic))]
    public void Render_AnyMessage_IsOneEventThatOurOwnReaderRecognises(string format)
    {
        var failure = Cut with { Message = "a\r\n\r\n\"\\ü\ud800" };

        var (observer, _) = AnswerObserverTests.ObserveAll(
            InBandError.Render(Enum.Parse<ErrorFormat>(format), InsideAnEvent, failure, "req-1").ToArray());

        Assert.True(observer.HasReportedError);
        Assert.False(observer.IsInsideEvent);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
