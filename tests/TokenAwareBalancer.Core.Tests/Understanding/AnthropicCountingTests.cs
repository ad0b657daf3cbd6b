namespace TokenAwareBalancer.Understanding;

public sealed class AnthropicCountingTests
{
    [Fact]
    public void Messages_RichBody_CountsEveryTextOnceAndInOrder()
    {
        var request = UnderstoodRequest.Read(Bodies.RichAnthropic, ApiSurface.Messages);

        Assert.Equal(
            [
                "sys", "user", "hi", "assistant", "deep", "f", """{"a": [1, "b"]}""", "user", "res", "T", "doc text",
                """[{"name": "f", "input_schema": {}}]""",
            ],
            request.Texts);
        const int systemTokens = 3 + 1, messageTokens = 3, replyTokens = 3, imageTokens = 1600;
        Assert.Equal(systemTokens + (3 * messageTokens) + replyTokens + imageTokens, request.Count.FormatTokens);
        Assert.True(request.Outline is { MessageCount: 3, ImageCount: 1, HasTools: true });
        Assert.Equal(100, request.Outline.MaxOutputTokens);
    }

    [Theory]
    [InlineData("\"text\"", "text")]
    [InlineData("""[{"type":"tool_use","name":"f","input":{"q":"\u0041"}}]""", "f", """{"q":"\u0041"}""")]
    [InlineData("""[{"type":"server_tool_use","input":null,"name":"f"}]""", "f")]
    [InlineData("""[{"type":"tool_result","content":"plain","is_error":true}]""", "plain")]
    [InlineData("""[{"type":"tool_result"}]""")]
    [InlineData("""[{"type":"tool_result","content":[{"type":"tool_result","content":"inner"}]}]""", "inner")]
    [InlineData("""[{"type":"search_result","source":"url","title":"T","content":["x"]}]""", "T", "x")]
    [InlineData("""[{"type":"document","source":{"type":"content","content":[{"type":"text","text":"x"}]}}]""", "x")]
    [InlineData("""[{"type":"document","source":{"type":"text","data":"a\nb"},"context":"c"}]""", "a\nb", "c")]
    [InlineData("""[{"type":"document","source":{"data":"old","data":"new","type":"text"}}]""", "new")]
    [InlineData("""[{"type":"web_search_tool_result","content":{"error_code":"x"}}]""")]
    public void Messages_Blocks_CountTheirTexts(string content, params string[] texts)
    {
        var request = UnderstoodRequest.Anthropic(content);

        Assert.Equal(["user", .. texts], request.Texts);
        Assert.Equal(6, request.Count.FormatTokens);
        Assert.True(request.Count.IsExact);
    }

    [Theory]
    [InlineData("\"be kind\"", 10, "be kind")]
    [InlineData("[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]", 10, "a", "b")]
    [InlineData("null", 6)]
    public void Messages_System_CountsAsOneMoreMessage(string system, int formatTokens, params string[] texts)
    {
        var body = $$"""{"model":"m","system":{{system}},"messages":[{"role":"user","content":"hi"}]}""";

        var request = UnderstoodRequest.Read(body, ApiSurface.Messages);

        Assert.Equal([.. texts, "user", "hi"], request.Texts);
        Assert.Equal(formatTokens, request.Count.FormatTokens);
        Assert.Equal(1, request.Outline.MessageCount);
    }
}
