namespace TokenAwareBalancer.Understanding;

public sealed class ChatCountingTests
{
    private const int ReplyTokens = 3;
    private const int MessageTokens = 3;

    [Fact]
    public void Chat_RichBody_CountsEveryTextOnceAndInOrder()
    {
        var request = UnderstoodRequest.Chat(Bodies.RichChat);

        Assert.Equal(
            [
                "system", "Be brief. é😀 \"quoted\"\n",
                "user", "ann", "What is 日本?",
                "assistant", "hmm", "find", """{"q":"x"}""",
                "tool", "42",
                """[{"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}]""",
            ],
            request.Texts);
        const int nameTokens = 1, lowDetailTokens = 85, audioTokens = 1;
        Assert.Equal(
            (4 * MessageTokens) + ReplyTokens + nameTokens + lowDetailTokens + audioTokens, request.Count.FormatTokens);
        Assert.Equal(request.Count.FormatTokens + request.Count.TextBytes, request.Count.Tokens);
        Assert.Equal(request.Texts.Sum(System.Text.Encoding.UTF8.GetByteCount), request.Count.TextBytes);
        Assert.False(request.Count.IsExact);
    }

    [Theory]
    [InlineData("\"content\":\"hello\"", 0, "user", "hello")]
    [InlineData("\"content\":\"\"", 0, "user")]
    [InlineData("\"content\":null", 0, "user")]
    [InlineData("\"x\":1", 0, "user")]
    [InlineData("\"content\":[]", 0, "user")]
    [InlineData("\"content\":[\"a\",\"b\"]", 0, "user", "a", "b")]
    [InlineData("\"name\":\"bob\",\"content\":\"x\"", 1, "user", "bob", "x")]
    [InlineData("\"name\":null,\"content\":\"x\"", 0, "user", "x")]
    [InlineData("\"refusal\":\"no\",\"content\":null", 0, "user", "no")]
    [InlineData("\"reasoning\":\"r\",\"content\":\"x\"", 0, "user", "r", "x")]
    [InlineData("\"reasoning\":\"r\",\"content\":\"x\",\"reasoning_content\":\"s\"", 0, "user", "x", "s")]
    [InlineData("\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}", 0, "user", "f", "{}")]
    [InlineData("\"function_call\":null,\"tool_calls\":null", 0, "user")]
    [InlineData("\"tool_calls\":[{\"function\":{\"arguments\":{\"a\":1}}}]", 0, "user", "{\"a\":1}")]
    [InlineData("\"tool_calls\":[{\"custom\":{\"name\":\"c\",\"input\":\"raw\"}}]", 0, "user", "c", "raw")]
    [InlineData("\"tool_calls\":[{\"id\":\"1\"},{\"function\":null}]", 0, "user")]
    [InlineData("\"audio\":{\"id\":\"x\"},\"content\":\"y\"", 0, "user", "y")]
    public void ChatMessage_OfAnyShape_CountsItsTexts(string properties, int extraFormatTokens, params string[] texts)
    {
        var request = UnderstoodRequest.ChatMessage(properties);

        Assert.Equal(texts, request.Texts);
        Assert.Equal(MessageTokens + ReplyTokens + extraFormatTokens, request.Count.FormatTokens);
        Assert.True(request.Count.IsExact);
    }

    [Theory]
    [InlineData("\"tools\":[ {\"a\":\"\\u0041\"} ]", true, "user", "hi", "[ {\"a\":\"\\u0041\"} ]")]
    [InlineData("\"tools\":[]", false, "user", "hi")]
    [InlineData("\"tools\":null", false, "user", "hi")]
    [InlineData("\"functions\":[{}]", true, "user", "hi", "[{}]")]
    [InlineData("\"functions\":[{}],\"tools\":[1]", true, "user", "hi", "[{}]", "[1]")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{}}", false, "user", "hi")]
    [InlineData("\"prompt\":\"not for chat\",\"system\":\"nor this\"", false, "user", "hi")]
    public void Chat_Tools_CountAsTheJsonTheyAre(string properties, bool hasTools, params string[] texts)
    {
        var request = UnderstoodRequest.Chat(Bodies.Chat(properties));

        Assert.Equal(texts, request.Texts);
        Assert.Equal(hasTools, request.Outline.HasTools);
    }

    [Theory]
    [InlineData(4.0, 6 + 3)]
    [InlineData(3.0, 6 + 4)]
    [InlineData(1e-300, int.MaxValue)]
    public void Count_WithoutTokenizer_RoundsBytesUpAndSaturates(double bytesPerToken, int tokens)
    {
        var body = """{"model":"m","messages":[{"role":"user","content":"\u00e9\n12345"}]}"""u8;
        var reader = RequestReader.Rent();
        Assert.Null(reader.Read(body, ApiSurface.ChatCompletions, Bodies.MaxDepth, out _));

        var count = reader.Count(body, counter: null, bytesPerToken);

        reader.Return();
        Assert.Equal(
            new PromptCount(tokens, IsExact: false, TextBytes: 12, FormatTokens: 6), count with { Script = null });
    }
}
