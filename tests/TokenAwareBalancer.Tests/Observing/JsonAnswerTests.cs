using System.Text;

namespace TokenAwareBalancer.Observing;

public sealed class JsonAnswerTests
{
    public static TheoryData<string, long?, long?, long?> Answers => new()
    {
        {
            """{"id":"a","choices":[{"message":{"content":"\"usage\":{\"prompt_tokens\":7} \\"}}],"usage":{"prompt_tokens":12,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":8}}}""",
            12, 3, 8
        },
        {
            """{ "usage" : { "input_tokens" : 5 , "cache_creation_input_tokens" : 2, "cache_read_input_tokens" : 4, "output_tokens" : 1 } , "content" : [ ] }""",
            11, 1, 4
        },
        { """{"object":"list","data":[{"embedding":[0.1,-2e-5],"usage":{"prompt_tokens":99}}],"usage":{"prompt_tokens":4,"total_tokens":4}}""", 4, null, null },
        { """{"x":"usage","usage":null,"y":{"prompt_tokens":1}}""", null, null, null },
        { """{"usages":{"prompt_tokens":1},"usag":{"prompt_tokens":2},"\u0075sage":{"prompt_tokens":3}}""", null, null, null },
        { """{"usage":[{"prompt_tokens":1}],"z":{"prompt_tokens":1}}""", null, null, null },
        { """{"usage":{"prompt_tokens":1,"x":"}\"{","completion_tokens":2}}""", 1, 2, null },
        { """[{"usage":{"prompt_tokens":1}}]""", null, null, null },
        { """{"error":{"message":"no","code":500}}""", null, null, null },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Observe_JsonCutAnywhere_FindsTheTopLevelUsageAndTheEnd(
        string json, long? promptTokens, long? outputTokens, long? cachedTokens)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var expected = new TokenUsage(promptTokens, outputTokens, cachedTokens);

        foreach (var pieces in SampleStreams.Cuts(body).Append(SampleStreams.ByteByByte(body)))
        {
            var listener = new RecordingListener();
            var observer = new AnswerObserver(AnswerFormat.Json, listener);
            foreach (var piece in pieces)
                observer.Observe(piece);

            Assert.Equal(expected, listener.Usage);
            Assert.True(observer.HasFinished);
            Assert.Equal(0, listener.ContentEvents);
        }
    }

    [Fact]
    public void Observe_JsonCutOff_IsNotFinished()
    {
        var listener = new RecordingListener();
        var observer = new AnswerObserver(AnswerFormat.Json, listener);

        observer.Observe("""{"usage":{"prompt_tokens":1},"choices":[{"mess"""u8);

        Assert.Equal(1, listener.Usage.PromptTokens);
        Assert.False(observer.HasFinished);
    }

    [Fact]
    public void Observe_UsageTooLargeToHold_IsSkipped()
    {
        var listener = new RecordingListener();
        var observer = new AnswerObserver(AnswerFormat.Json, listener);

        observer.Observe(Encoding.UTF8.GetBytes(
            $$"""{"usage":{"x":"{{new string('x', JsonUsageScanner.MaxUsageBytes)}}","prompt_tokens":1} }"""));

        Assert.Null(listener.Usage.PromptTokens);
        Assert.True(observer.HasFinished);
    }

    [Theory]
    [InlineData("text/event-stream", "", nameof(AnswerFormat.EventStream))]
    [InlineData("Text/Event-Stream; charset=utf-8", "identity", nameof(AnswerFormat.EventStream))]
    [InlineData("application/json", "", nameof(AnswerFormat.Json))]
    [InlineData("application/problem+json;charset=utf-8", "", nameof(AnswerFormat.Json))]
    [InlineData("application/json", "gzip", nameof(AnswerFormat.Opaque))]
    [InlineData("text/event-stream", "br", nameof(AnswerFormat.Opaque))]
    [InlineData("application/x-ndjson", "", nameof(AnswerFormat.Opaque))]
    [InlineData("audio/mpeg", "", nameof(AnswerFormat.Opaque))]
    [InlineData("", "", nameof(AnswerFormat.Opaque))]
    public void Format_FromHeaders_IsWhatCanBeRead(string contentType, string contentEncoding, string format)
    {
        Assert.Equal(format, AnswerFormats.Of(contentType, contentEncoding).ToString());
    }
}
