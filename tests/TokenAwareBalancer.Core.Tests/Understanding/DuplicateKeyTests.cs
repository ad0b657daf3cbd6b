namespace TokenAwareBalancer.Understanding;

public sealed class DuplicateKeyTests
{
    [Theory]
    [InlineData("\"content\":\"old\",\"content\":\"new\"", "user", "new")]
    [InlineData("\"content\":[{\"text\":\"old\"}],\"name\":\"n\",\"content\":\"new\"", "user", "n", "new")]
    [InlineData("\"content\":\"old\",\"content\":null", "user")]
    [InlineData("\"content\":\"old\",\"cont\\u0065nt\":\"new\"", "user", "new")]
    [InlineData("\"role\":\"tool\",\"content\":\"x\",\"role\":\"last\"", "x", "last")]
    [InlineData("\"content\":[{\"type\":\"text\",\"text\":\"old\",\"text\":\"new\"}]", "user", "new")]
    [InlineData("\"content\":[{\"type\":\"refusal\",\"text\":\"x\",\"type\":\"text\"}]", "user", "x")]
    [InlineData("\"tool_calls\":[{\"function\":{\"name\":\"a\"},\"function\":{\"name\":\"b\"}}]", "user", "b")]
    [InlineData("\"function_call\":{\"name\":\"a\",\"name\":\"b\"}", "user", "b")]
    [InlineData("\"tool_calls\":[{\"function\":{\"name\":\"a\"}}],\"content\":\"x\",\"tool_calls\":[]", "user", "x")]
    public void Message_KeyTwice_CountsTheLast(string properties, params string[] texts)
    {
        var request = UnderstoodRequest.ChatMessage(properties);

        Assert.Equal(texts, request.Texts);
        Assert.Equal(string.Concat(texts).Length, request.Count.TextBytes);
    }

    [Fact]
    public void Document_SourceTwice_CountsTheLast()
    {
        const string part = """
            {"type":"document","source":{"type":"text","data":"a"},"title":"t","source":{"data":"b","type":"text"}}
            """;

        Assert.Equal(["user", "t", "b"], UnderstoodRequest.ChatMessage($"\"content\":[{part}]").Texts);
    }

    [Fact]
    public void Body_EveryKeyTwice_CountsTheLastOfEach()
    {
        const string body = """
            {"model":"a","messages":[{"role":"user","content":[{"type":"image_url","image_url":"u"}]},{"role":"user"}],
             "tools":[{}],"stream":true,"max_tokens":1,"n":5,
             "model":"b","tools":null,"stream":false,"max_tokens":null,"n":2,
             "messages":[{"role":"user","content":"new"}]}
            """;

        var request = UnderstoodRequest.Chat(body);

        Assert.Equal(["user", "new"], request.Texts);
        Assert.Equal(("b", 2, 1, 0), (
            request.Model, request.Outline.Completions, request.Outline.MessageCount, request.Outline.ImageCount));
        Assert.True(request.Outline is { HasTools: false, IsStreaming: false, MaxOutputTokens: null });
        Assert.Equal(6, request.Count.FormatTokens);
        Assert.True(request.Count.IsExact);
    }

    [Fact]
    public void Prompt_Twice_CountsTheLast()
    {
        const string body = """{"prompt":[[1],[2,3]],"suffix":"a","model":"m","prompt":"x","suffix":"b"}""";

        var request = UnderstoodRequest.Read(body, ApiSurface.Completions);

        Assert.Equal(["x", "b"], request.Texts);
        Assert.Equal((0, 1), (request.Count.FormatTokens, request.Outline.Completions));
    }
}
