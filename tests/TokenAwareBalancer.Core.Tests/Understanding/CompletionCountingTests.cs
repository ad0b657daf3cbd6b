namespace TokenAwareBalancer.Understanding;

public sealed class CompletionCountingTests
{
    [Theory]
    [InlineData("\"hello\"", 1, 0, "hello")]
    [InlineData("[\"a\",\"b\\n\"]", 2, 0, "a", "b\n")]
    [InlineData("[\"\"]", 1, 0)]
    [InlineData("[1,2,3]", 1, 3)]
    [InlineData("[1.0,2e1]", 1, 2)]
    [InlineData("[[1,2,3],[4],[]]", 3, 4)]
    public void Prompt_OfEachShape_CountsTextsAndTokenIds(
        string prompt, int prompts, int formatTokens, params string[] texts)
    {
        var request = UnderstoodRequest.Completion(prompt);

        Assert.Equal(texts, request.Texts);
        Assert.Equal(formatTokens, request.Count.FormatTokens);
        Assert.Equal(prompts, request.Outline.Completions);
        Assert.True(request.Count.IsExact);
    }

    [Fact]
    public void Prompt_OfTokenIds_IsExactWithoutATokenizer()
    {
        var body = """{"model":"m","prompt":[1,2,3]}"""u8;
        var reader = RequestReader.Rent();
        Assert.Null(reader.Read(body, ApiSurface.Completions, Bodies.MaxDepth, out _));

        var count = reader.Count(body, counter: null, bytesPerToken: 4);

        reader.Return();
        Assert.Equal(new PromptCount(3, IsExact: true, TextBytes: 0, FormatTokens: 3), count);
    }

    [Fact]
    public void Completion_RichBody_MultipliesPromptsByTheLargerOfNAndBestOf()
    {
        var request = UnderstoodRequest.Read(Bodies.RichCompletion, ApiSurface.Completions);

        Assert.Equal(["end\t"], request.Texts);
        Assert.Equal(4, request.Count.FormatTokens);
        Assert.Equal(6, request.Outline.Completions);
        Assert.Equal(5, request.Outline.MaxOutputTokens);
    }

    [Fact]
    public void Completions_ManyPromptsTimesAHugeN_Saturates()
    {
        const string body = """{"model":"m","prompt":["a","b"],"n":2147483647}""";

        Assert.Equal(int.MaxValue, UnderstoodRequest.Read(body, ApiSurface.Completions).Outline.Completions);
    }

    [Fact]
    public void Other_AnyBody_FindsModelAndStreamAndCountsNothing()
    {
        const string body = """{"input":["text",{"model":"inner"}],"model":"e","stream":true,"messages":7,"n":"x"}""";

        var request = UnderstoodRequest.Read(body, ApiSurface.Other);

        Assert.Equal(("e", true), (request.Model, request.Outline.IsStreaming));
        Assert.Equal(new PromptCount(0, IsExact: false, 0, 0), request.Count);
    }

    [Theory]
    [InlineData("""{"model":7,"stream":"yes"}""")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("12")]
    public void Other_FieldsOfAnotherType_AreAbsent(string body)
    {
        var request = UnderstoodRequest.Read(body, ApiSurface.Other);

        Assert.Equal(("", false), (request.Model, request.Outline.IsStreaming));
    }
}
