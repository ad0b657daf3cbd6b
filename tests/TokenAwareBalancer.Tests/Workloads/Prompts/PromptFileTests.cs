using System.Text;
using TokenAwareBalancer.Workloads.Bodies;

namespace TokenAwareBalancer.Workloads.Prompts;

public sealed class PromptFileTests
{
    private static readonly RequestShape Streamed = new(RequestSurface.Chat, "m");
    private static readonly RequestShape Whole = Streamed with { IsStreaming = false };

    [Theory]
    [InlineData("""{"prompt":"Hi","output_tokens":3}""", null, "v1/completions",
        """{"prompt":"Hi","model":"m","stream":false,"max_tokens":3,"ignore_eos":true}""")]
    [InlineData("""{"prompt":"Hi","output_tokens":3}""", "chat", "v1/chat/completions",
        """{"model":"m","stream":false,"max_tokens":3,"ignore_eos":true,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"prompt":"Hi","output_tokens":3}""", "responses", "v1/responses",
        """{"model":"m","stream":false,"max_output_tokens":3,"ignore_eos":true,"input":"Hi"}""")]
    [InlineData("""{"prompt":"Hi"}""", "embeddings", "v1/embeddings", """{"model":"m","input":"Hi"}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Hé"}]}""", null, "v1/chat/completions",
        """{"messages":[{"role":"user","content":"Hé"}],"model":"m","stream":false}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"max_tokens":9}""", "messages", "v1/messages",
        """{"messages":[{"role":"user","content":"Hi"}],"max_tokens":9,"model":"m","stream":false}""")]
    [InlineData("""{"input":"Hi","model":"own","temperature":0.10}""", null, "v1/responses",
        """{"input":"Hi","model":"own","temperature":0.10,"stream":false}""")]
    [InlineData("""{"input":["a","b"]}""", "embeddings", "v1/embeddings", """{"input":["a","b"],"model":"m"}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":9,"output_tokens":4}""", null,
        "v1/chat/completions",
        """{"messages":[{"role":"user","content":"Hi"}],"model":"m","stream":false,"max_tokens":4,"ignore_eos":true}""")]
    [InlineData("""{"prompt":"Hi","stream":true,"stream_options":{"include_usage":true}}""", null, "v1/completions",
        """{"prompt":"Hi","model":"m","stream":false}""")]
    public void Line_SentWhole_KeepsWhatItSaysAndGainsWhatItLacks(
        string line, string? surface, string path, string expected)
    {
        var request = Assert.Single(Read(line, Whole, surface));

        Assert.Equal(path, request.Path);
        Assert.Equal(expected, Encoding.UTF8.GetString(request.Body.Span));
    }

    [Theory]
    [InlineData("""{"prompt":"Hi"}""",
        """{"prompt":"Hi","model":"m","stream":true,"stream_options":{"include_usage":true}}""", true)]
    [InlineData("""{"prompt":"Hi","stream_options":{"x":1}}""",
        """{"prompt":"Hi","stream_options":{"x":1},"model":"m","stream":true}""", true)]
    [InlineData("""{"prompt":"Hi","stream":false}""", """{"prompt":"Hi","model":"m","stream":false}""", false)]
    public void Line_Streamed_AsksForUsageUnlessItSaysOtherwise(string line, string expected, bool isStreaming)
    {
        var request = Assert.Single(Read(line, Streamed));

        Assert.Equal(expected, Encoding.UTF8.GetString(request.Body.Span));
        Assert.Equal(isStreaming, request.IsStreaming);
    }

    [Theory]
    [InlineData("""{"prompt":"one two three"}""", 3, null)]
    [InlineData("""{"prompt":"one two three","max_tokens":9}""", 3, null)]
    [InlineData("""{"prompt":"one two three","max_tokens":9,"ignore_eos":true}""", 3, 9)]
    [InlineData("""{"prompt":[1,2,3,4],"output_tokens":5}""", 4, 5)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"one two"}]}]}""", 2, null)]
    [InlineData("""{"input":[{"role":"user","content":"one two"}],"instructions":" now"}""", 3, null)]
    public void Line_OfAnyShape_IsCounted(string line, int promptTokens, int? outputTokens)
    {
        var request = Assert.Single(Read(line, Whole));

        Assert.Equal((promptTokens, outputTokens), (request.PromptTokens, request.OutputTokens));
    }

    [Fact]
    public void Line_LengthFixedForAll_HasThatOneInsteadOfItsOwn()
    {
        var request = Assert.Single(Read("""{"prompt":"Hi","max_tokens":7}""", Whole with { OutputTokens = 2 }));

        Assert.Equal("""{"prompt":"Hi","model":"m","stream":false,"max_tokens":2,"ignore_eos":true}""",
            Encoding.UTF8.GetString(request.Body.Span));
    }

    [Theory]
    [InlineData("{\"prompt\":\"a\"}\nhello", null, ", line 2: not JSON at byte 0; expected {\"prompt\"")]
    [InlineData("[]", null, ", line 1: expected an object such as {\"prompt\"")]
    [InlineData("""{"text":"a"}""", null, ", line 1: no messages, prompt or input; expected one")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}]}""", "completions",
        ", line 1: no prompt for /v1/completions; expected the field prompt")]
    [InlineData("""{"prompt":[1]}""", "chat",
        ", line 1: no prompt for /v1/chat/completions; expected the field messages, or prompt with a text")]
    [InlineData("""{"prompt":"a"}""", "messages", ", line 1: no max_tokens, which /v1/messages requires")]
    [InlineData("""{"prompt":"a","output_tokens":0}""", null,
        ", line 1: output_tokens: Input should be a whole number of 1 or more")]
    [InlineData("""{"prompt":"a","stream":"yes"}""", null, ", line 1: stream: Input should be a valid boolean")]
    [InlineData("""{"messages":"a"}""", null, ", line 1: messages: Input should be a list")]
    [InlineData("""{"prompt":"\ud800"}""", null, ", line 1: a string holds half of a surrogate pair")]
    [InlineData("", null, " holds no prompt; expected one to a line, such as {\"prompt\"")]
    public void File_NotOfPrompts_IsAnErrorThatSaysWhereAndWhatIsRight(string text, string? surface, string message)
    {
        using var file = new TemporaryFile(text.Split('\n'));

        var error = Assert.Throws<WorkloadException>(
            () => PromptFile.Open(file.Path, Streamed, RequestSurface.Find(surface)));

        Assert.StartsWith(file.Path + message, error.Message);
    }

    [Fact]
    public void Plan_MoreThanTheFileHas_BeginsAgain()
    {
        using var file = new TemporaryFile("""{"prompt":"a"}""", """{"prompt":"one two"}""");
        var workload = new PromptFileWorkload("prompts", PromptFile.Open(file.Path, Whole, asked: null));

        Assert.Equal([1, 2, 1, 2, 1], workload.Plan(1, 1).Take(5).Select(request => request.PromptTokens));
        Assert.Equal(2, workload.Count);
    }

    [Fact]
    public void Means_LengthsLeftToTheEngine_AreNotKnown()
    {
        using var file = new TemporaryFile("""{"prompt":"a","output_tokens":4}""", """{"prompt":"one two three"}""");

        Assert.Equal((2, double.NaN), PromptFile.Open(file.Path, Whole, asked: null).MeanTokens);
        Assert.Equal((2, 6), PromptFile.Open(file.Path, Whole with { OutputTokens = 6 }, asked: null).MeanTokens);
    }

    [Fact]
    public void LargeFile_ReadAgainEachTime_GivesTheSameRequests()
    {
        var line = $$"""{"prompt":"{{new string('a', 7 << 20)}}"}""";
        using var file = new TemporaryFile(Enumerable.Repeat(line, 10).Append("""{"prompt":"the end"}"""));

        var opened = PromptFile.Open(file.Path, Whole, asked: null);

        Assert.Equal(11, opened.Count);
        Assert.Equal(2, opened.Read().Last().PromptTokens);
    }

    private static PlannedRequest[] Read(string line, RequestShape shape, string? surface = null)
    {
        using var file = new TemporaryFile(line);
        return [.. PromptFile.Open(file.Path, shape, RequestSurface.Find(surface)).Read()];
    }
}
