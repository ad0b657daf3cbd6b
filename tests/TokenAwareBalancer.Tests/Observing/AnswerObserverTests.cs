using System.Text;

namespace TokenAwareBalancer.Observing;

public sealed class AnswerObserverTests
{
    public static TheoryData<string> Samples => SampleStreams.Names;

    [Theory]
    [InlineData("openai-chat-usage.sse", 5, 1117L, 5L, 1024L)]
    [InlineData("openai-chat-refusal.sse", 2, null, null, null)]
    [InlineData("openai-chat-tool-calls.sse", 6, null, null, null)]
    [InlineData("openai-chat-two-choices.sse", 3, null, null, null)]
    [InlineData("openai-completions.sse", 3, null, null, null)]
    [InlineData("openai-responses.sse", 4, 75L, 12L, 64L)]
    [InlineData("openai-responses-incomplete.sse", 5, 31L, 16L, 0L)]
    [InlineData("azure-prompt-filter.sse", 1, null, null, null)]
    [InlineData("vllm-reasoning-continuous-usage.sse", 6, 27L, 7L, null)]
    [InlineData("sglang-chat.sse", 5, 33L, 25L, 16L)]
    [InlineData("captured-llama-server-chat.sse", 6, 20L, 6L, 0L)]
    [InlineData("captured-llama-server-completions.sse", 6, 5L, 6L, 1L)]
    [InlineData("captured-llama-server-messages.sse", 6, 20L, 6L, 19L)]
    [InlineData("captured-llama-server-responses.sse", 6, 20L, 6L, 19L)]
    [InlineData("llama-server-chat.sse", 4, 6028L, 4L, 6000L)]
    [InlineData("llama-server-messages.sse", 2, 48L, 3L, 41L)]
    [InlineData("anthropic-messages.sse", 3, 2112L, 89L, 2000L)]
    [InlineData("ollama-chat.sse", 3, 11L, 9L, null)]
    [InlineData("gateway-crlf-heartbeats.sse", 2, 8L, 2L, null)]
    [InlineData("carriage-return-only.sse", 1, 8L, 1L, null)]
    [InlineData("multi-line-data.sse", 1, 8L, 1L, null)]
    [InlineData("usage-beside-content.sse", 2, 8L, 2L, null)]
    public void Observe_StreamOfAnEngine_TellsContentUsageAndEnd(
        string sample, int contentEvents, long? promptTokens, long? outputTokens, long? cachedTokens)
    {
        var (observer, listener) = ObserveAll(SampleStreams.Read(sample));

        Assert.Equal(contentEvents, listener.ContentEvents);
        Assert.Equal(new TokenUsage(promptTokens, outputTokens, cachedTokens), listener.Usage);
        Assert.True(observer.HasFinished);
        Assert.False(observer.HasReportedError);
        Assert.False(observer.IsInsideEvent);
    }

    [Theory]
    [InlineData("vllm-error.sse")]
    [InlineData("anthropic-error.sse")]
    [InlineData("openai-responses-error.sse")]
    [InlineData("openai-responses-failed.sse")]
    public void Observe_EngineReportsAnError_IsNotFinished(string sample)
    {
        var (observer, listener) = ObserveAll(SampleStreams.Read(sample));

        Assert.True(observer.HasReportedError);
        Assert.False(observer.HasFinished);
        Assert.Equal(1, listener.ContentEvents);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Observe_CutAnywhere_TellsTheSame(string sample)
    {
        var stream = SampleStreams.Read(sample);
        var whole = ObserveAll(stream).Listener.Calls;

        foreach (var pieces in SampleStreams.Cuts(stream))
            Assert.Equal(whole, ObserveAll(pieces).Listener.Calls);
        Assert.Equal(whole, ObserveAll(SampleStreams.ByteByByte(stream)).Listener.Calls);
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":null}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":[]}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"tool_calls":[]}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"tool_calls":[{"id":"a","function":{"arguments":""}}]}}]}""")]
    [InlineData("""{"choices":[{"index":0,"text":""}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":null}]}""")]
    [InlineData("""{"choices":[],"content":"x","text":"x"}""")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":[null,1,[2]]}""")]
    [InlineData("""{"type":"content_block_delta","delta":{"type":"text_delta","text":""}}""")]
    [InlineData("""{"type":"content_block_delta","delta":{"type":"signature_delta","signature":"x"}}""")]
    [InlineData("""{"type":"content_block_start","content_block":{"type":"text","text":"x"}}""")]
    [InlineData("""{"type":"message_delta","delta":{"text":"x"}}""")]
    [InlineData("""{"type":"response.output_text.delta","delta":""}""")]
    [InlineData("""{"type":"response.output_text.done","delta":"x"}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"cut sho""")]
    [InlineData("""["choices"]""")]
    [InlineData("hello")]
    public void Observe_NoGeneratedText_IsNotContent(string data)
    {
        Assert.Equal(0, ObserveAll(Event(data)).Listener.ContentEvents);
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{"content":"x"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":" "}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":[{"type":"text","text":"x"}]}}]}""")]
    [InlineData("""{"choices":[{"delta":{"reasoning":"x"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"function_call":{"name":"f"}}}]}""")]
    [InlineData("""{"choices":[{"delta":{"audio":{"data":"UklG"}}}]}""")]
    [InlineData("""{"choices":[{"delta":{"reasoning_details":[{"text":"x"}]}}]}""")]
    [InlineData("""{"choices":[{"delta":{"a_name_of_tomorrow":"x"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":""}},{"index":1,"delta":{"content":"x"}}]}""")]
    [InlineData("""{"delta":{"text":"x","type":"text_delta"},"type":"content_block_delta"}""")]
    [InlineData("""{ "choices" : [ { "text" : "x" } ] }""")]
    public void Observe_GeneratedText_IsContent(string data)
    {
        Assert.Equal(1, ObserveAll(Event(data)).Listener.ContentEvents);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10,"cache_read_input_tokens":8}""", 10L, null, 8L)]
    [InlineData("""{"input_tokens":10,"cache_read_input_tokens":8}""", 18L, null, 8L)]
    [InlineData("""{"completion_tokens":3,"completion_tokens_details":{"cached_tokens":1}}""", null, 3L, null)]
    [InlineData("""{"total_tokens":9}""", 9L, null, null)]
    [InlineData("""{"total_tokens":9,"completion_tokens":2}""", 7L, 2L, null)]
    [InlineData("""{"total_tokens":1,"completion_tokens":2}""", null, 2L, null)]
    [InlineData("""{"total_tokens":9,"prompt_tokens":4}""", 4L, null, null)]
    [InlineData("""{"total_tokens":9,"input_tokens":4}""", 4L, null, null)]
    [InlineData("""{"prompt_tokens":-1,"completion_tokens":"3"}""", null, null, null)]
    [InlineData("""{"prompt_tokens":99999999999999999999,"completion_tokens":1.5}""", null, null, null)]
    [InlineData("""{"input_tokens":9000000000000000000,"output_tokens":9000000000000000000}""", null, null, null)]
    [InlineData("""{"prompt_tokens":4,"prompt_tokens_details":null}""", 4L, null, null)]
    public void Observe_UsageOfAnyApi_IsReadByItsFields(
        string usage, long? promptTokens, long? outputTokens, long? cachedTokens)
    {
        var expected = new TokenUsage(promptTokens, outputTokens, cachedTokens);

        Assert.Equal(expected, ObserveAll(Event($$"""{"usage":{{usage}},"choices":[]}""")).Listener.Usage);
    }

    [Theory]
    [InlineData("\"timings\":{\"cache_n\":8,\"prompt_n\":2,\"predicted_n\":3,\"prompt_ms\":1.5}", 10L, 3L, 8L)]
    [InlineData("\"timings\":{\"prompt_n\":2,\"predicted_n\":3}", 2L, 3L, null)]
    [InlineData("\"timings\":{\"cache_n\":-1,\"prompt_n\":\"2\"}", null, null, null)]
    [InlineData(
        "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":4},\"timings\":{\"prompt_n\":2,\"predicted_n\":3}",
        11L, 4L, null)]
    public void Observe_TimingsOfLlamaCpp_AreUsage(
        string fields, long? promptTokens, long? outputTokens, long? cachedTokens) => Assert.Equal(
        new TokenUsage(promptTokens, outputTokens, cachedTokens),
        ObserveAll(Event("{\"choices\":[]," + fields + "}")).Listener.Usage);

    [Fact]
    public void Observe_InsideAnEvent_SaysSoUntilItsBlankLine()
    {
        var observer = new AnswerObserver(AnswerFormat.EventStream, new RecordingListener());

        foreach (var (text, isInside) in new[] { (": a", true), ("\n", true), ("\n", false), ("\n", false), ("d", true),
            ("\r\n", true), ("\r", false), ("\n", false), ("d", true), ("\r", true), ("\n", true), ("\r\n", false),
            ("d\r", true), ("d", true), ("\n", true), ("\n", false) })
        {
            observer.Observe(Encoding.UTF8.GetBytes(text));
            Assert.Equal(isInside, observer.IsInsideEvent);
        }
    }

    [Fact]
    public void Observe_OneOfTwoChoicesFinishes_IsNotFinished()
    {
        var (observer, _) = ObserveAll(
            Event("""{"choices":[{"index":0,"text":"a"},{"index":1,"text":"b"}]}"""),
            Event("""{"choices":[{"index":1,"text":"","finish_reason":"stop"}]}"""));

        Assert.False(observer.HasFinished);
        observer.Observe(Event("""{"choices":[{"finish_reason":"length","index":0,"text":""}]}"""));
        Assert.True(observer.HasFinished);
    }

    [Fact]
    public void Observe_ChoiceBeginsAfterTheOthersFinished_IsNotFinishedUntilItIs()
    {
        var (observer, _) = ObserveAll(
            Event("""{"choices":[{"index":0,"text":"a","finish_reason":"stop"}]}"""));
        Assert.True(observer.HasFinished);

        observer.Observe(Event("""{"choices":[{"index":1,"text":"b"}]}"""));
        Assert.False(observer.HasFinished);
        observer.Observe("data: [DONE]\n\n"u8);
        Assert.True(observer.HasFinished);
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{"role":"assistant","annotations":[],"audio":null,"extra":{}}}]}""")]
    [InlineData("""{"choices":[{"delta":{"role":"assistant","name":"x","id":"y","type":"message","content":""}}]}""")]
    public void Observe_NothingGenerated_IsNoContent(string data) =>
        Assert.Equal(0, ObserveAll(Event(data)).Listener.ContentEvents);

    [Theory]
    [InlineData("", 0)]
    [InlineData("""{"type":"response.created","sequence_number":0}""", 1)]
    [InlineData("""{"type":"response.output_text.delta","sequence_number":41,"delta":"x"}""", 42)]
    [InlineData("""{"type":"response.output_text.delta","sequence_number":-7,"delta":"x"}""", 0)]
    [InlineData("""{"type":"response.output_text.delta","sequence_number":9223372036854775807}""", 0)]
    [InlineData("""{"type":"response.output_text.delta","sequence_number":1.5}""", 0)]
    [InlineData("""{"type":"response.output_text.delta","sequence_number":"3","delta":"x"}""", 0)]
    [InlineData("""{"type":"response.created","response":{"sequence_number":5}}""", 0)]
    public void Observe_SequenceNumber_TellsTheNext(string data, long expected) =>
        Assert.Equal(expected, ObserveAll(Event(data)).Observer.NextSequenceNumber);

    [Fact]
    public void Observe_MessageStarts_TakesNoOutputFromItsPlaceholder()
    {
        var (_, listener) = ObserveAll(
            Event("""{"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":1}}}"""));

        Assert.Equal(new TokenUsage(9, null, null), listener.Usage);
    }

    [Fact]
    public void Observe_EventTooLargeToHold_SkipsItAndReadsTheNext()
    {
        var filler = new string('x', EventSplitter.MaxEventBytes);
        var stream = Event($$"""{"choices":[{"delta":{"content":"{{filler}}"} }]}""")
            .Concat(Event("""{"choices":[{"delta":{"content":"y"}}]}""")).ToArray();

        Assert.Equal(1, ObserveAll(stream).Listener.ContentEvents);
        Assert.Equal(1, ObserveAll([.. stream.Chunk(4096)]).Listener.ContentEvents);
        Assert.Equal(1, ObserveAll(stream[..10], stream[10..]).Listener.ContentEvents);
    }

    [Fact]
    public void Observe_ListenerThrows_GoesOnWithoutIt()
    {
        var observer = new AnswerObserver(AnswerFormat.EventStream, new ThrowingListener());

        observer.Observe(SampleStreams.Read("openai-chat-usage.sse"));

        Assert.True(observer.HasListenerFailed);
        Assert.True(observer.HasFinished);
    }

    [Theory]
    [InlineData(nameof(AnswerFormat.EventStream))]
    [InlineData(nameof(AnswerFormat.Json))]
    [InlineData(nameof(AnswerFormat.Opaque))]
    public void Observe_Garbage_NeverThrows(string formatName)
    {
        var format = Enum.Parse<AnswerFormat>(formatName);
        var random = new Random(20261120);
        var words = new[]
        {
            "data:", "data: ", "\n", "\r", "\n\n", "\r\n\r\n", "{", "}", "[", "]", "\"", "\\", ":", ",", "\"usage\":{",
            "\"choices\":[", "\"delta\":{", "\"content\":", "\"x\"", "null", "1e999", "-", "\\ud800", "[DONE]", "\0",
            "\"type\":\"message_start\",\"message\":{", "\"tool_calls\":[", "\"index\":-9", "\"error\":", "\u00ff",
        };
        for (var round = 0; round < 5_000; round++)
        {
            var observer = new AnswerObserver(format, new RecordingListener());
            for (var piece = 0; piece < 4; piece++)
                observer.Observe(Encoding.Latin1.GetBytes(string.Concat(random.GetItems(words, random.Next(12)))));
        }
    }

    [Fact]
    public void Observe_Opaque_TellsNothing()
    {
        var listener = new RecordingListener();
        var observer = new AnswerObserver(AnswerFormat.Opaque, listener);

        observer.Observe(SampleStreams.Read("openai-chat-usage.sse"));

        Assert.Equal("content 0", listener.Calls);
        Assert.False(observer.HasFinished);
    }

    internal static (AnswerObserver Observer, RecordingListener Listener) ObserveAll(params byte[][] pieces)
    {
        var listener = new RecordingListener();
        var observer = new AnswerObserver(AnswerFormat.EventStream, listener);
        foreach (var piece in pieces)
            observer.Observe(piece);
        Assert.False(observer.HasListenerFailed);
        return (observer, listener);
    }

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");

    private sealed class ThrowingListener : IAnswerListener
    {
        public void OnBytes()
        {
        }

        public void OnContent(int contentEvents) => throw new InvalidOperationException();

        public void OnUsage(in TokenUsage usage) => throw new InvalidOperationException();
    }
}
