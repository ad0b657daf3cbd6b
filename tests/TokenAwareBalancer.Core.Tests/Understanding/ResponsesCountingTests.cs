namespace TokenAwareBalancer.Understanding;

public sealed class ResponsesCountingTests
{
    private const int MessageTokens = 3, RoleTokens = 1, ReplyTokens = 3;

    [Fact]
    public void Response_RichBody_CountsEveryTextOnceAndInOrder()
    {
        var request = UnderstoodRequest.Read(Bodies.RichResponse, ApiSurface.Responses);

        Assert.Equal(
            [
                "Be brief.\n", "user", "hi", "user", "see é", "sum", "deep", "find", """{"q":1}""", "42",
                "assistant", "ok", "no",
                """[{"type": "function", "name": "find", "description": "d", "parameters": {"type": "object"}}]""",
            ],
            request.Texts);
        const int items = 6, withoutRole = 3, instructions = MessageTokens + RoleTokens, lowDetailImage = 85;
        Assert.Equal(
            (items * MessageTokens) + (withoutRole * RoleTokens) + instructions + ReplyTokens + lowDetailImage,
            request.Count.FormatTokens);
        Assert.True(request.Outline is
        {
            Surface: ApiSurface.Responses, IsStreaming: true, MaxOutputTokens: 50, Completions: 1,
            MessageCount: items, HasTools: true, ImageCount: 1, HasGuessedTokens: true,
        });
    }

    [Theory]
    [InlineData("\"hello\"", 4 + 3, "hello")]
    [InlineData("""[{"role":"user","content":"hello"}]""", 3 + 3, "user", "hello")]
    [InlineData("""[{"type":"message","role":"developer","content":["a","b"]}]""", 3 + 3, "developer", "a", "b")]
    [InlineData("""[{"type":"custom_tool_call","name":"f","input":"raw\n"}]""", 4 + 3, "f", "raw\n")]
    [InlineData("""[{"type":"custom_tool_call_output","output":[{"type":"input_text","text":"x"}]}]""", 4 + 3, "x")]
    [InlineData("""[{"type":"code_interpreter_call","code":"1+1","outputs":[{"logs":"2"}]}]""", 4 + 3, "1+1")]
    [InlineData("""[{"type":"mcp_call","name":"f","arguments":"{}","output":"r"}]""", 4 + 3, "f", "{}", "r")]
    [InlineData("""[{"type":"mcp_list_tools","tools":[{"a":"\u0041"}]}]""", 4 + 3, """[{"a":"\u0041"}]""")]
    [InlineData("""[{"type":"web_search_call","action":{"query":"q"},"status":"completed"}]""", 4 + 3)]
    [InlineData("""[{"type":"of_tomorrow","name":{"a":1},"output":7,"summary":{},"arguments":[]}]""", 4 + 3)]
    [InlineData("""[{"type":"reasoning","summary":[]}]""", 4 + 3)]
    [InlineData("""[{"content":"old","role":"user","content":"new"}]""", 3 + 3, "user", "new")]
    public void Input_OfEachKind_CountsItsTextsAndFrames(string input, int formatTokens, params string[] texts)
    {
        var request = UnderstoodRequest.Response(input);

        Assert.Equal(texts, request.Texts);
        Assert.Equal(formatTokens, request.Count.FormatTokens);
        Assert.True(request.Count.IsExact);
        Assert.False(request.Outline.HasGuessedTokens);
    }

    [Theory]
    [InlineData("""[{"type":"computer_call_output","output":{"type":"computer_screenshot","image_url":"x"}}]""", 765)]
    [InlineData("""[{"type":"image_generation_call","result":"AAAAAAAA"}]""", 765)]
    [InlineData("""[{"role":"user","content":[{"type":"input_image","file_id":"f"}]}]""", 765 - 1)]
    [InlineData("""[{"role":"user","content":[{"type":"input_file","file_url":"u"}]}]""", 3000 - 1)]
    [InlineData("""[{"type":"item_reference","id":"msg_1"}]""", 0)]
    [InlineData("""[{"id":"msg_1"}]""", 0)]
    [InlineData("""[{"type":"reasoning","summary":[],"encrypted_content":"gAAA"}]""", 0)]
    public void Input_WithWhatIsNotText_IsPricedByRuleAndNotExact(string input, int priceTokens)
    {
        var request = UnderstoodRequest.Response(input);

        Assert.Equal(priceTokens + MessageTokens + RoleTokens + ReplyTokens, request.Count.FormatTokens);
        Assert.False(request.Count.IsExact);
        Assert.True(request.Outline.HasGuessedTokens);
    }

    [Theory]
    [InlineData("\"previous_response_id\":\"resp_1\"")]
    [InlineData("\"conversation\":\"conv_1\"")]
    [InlineData("\"conversation\":{\"id\":\"conv_1\"}")]
    [InlineData("\"prompt\":{\"id\":\"pmpt_1\",\"variables\":{\"a\":\"b\"}}")]
    public void Response_ThatRefersToStoredContent_CountsTheRestAndIsNotExact(string reference)
    {
        var with = UnderstoodRequest.Read($$"""{"model":"m","input":"hi",{{reference}}}""", ApiSurface.Responses);
        var alone = UnderstoodRequest.Read($$"""{"model":"m",{{reference}}}""", ApiSurface.Responses);

        Assert.Equal(["hi"], with.Texts);
        Assert.Equal((4 + ReplyTokens, false), (with.Count.FormatTokens, with.Count.IsExact));
        Assert.Equal((0, ReplyTokens, false), (alone.Texts.Count, alone.Count.FormatTokens, alone.Count.IsExact));
    }

    [Theory]
    [InlineData("\"previous_response_id\":null,\"conversation\":null,\"prompt\":null,\"instructions\":null")]
    [InlineData("\"conversation\":\"c\",\"conversation\":null")]
    public void Response_WithNullReferences_IsExact(string fields)
    {
        var request = UnderstoodRequest.Read($$"""{"model":"m","input":"hi",{{fields}}}""", ApiSurface.Responses);

        Assert.Equal(["hi"], request.Texts);
        Assert.True(request.Count.IsExact);
    }

    [Theory]
    [InlineData("-1", null)]
    [InlineData("null", null)]
    [InlineData("7", 7)]
    public void Response_MaxOutputTokens_IsTheCap(string value, int? expected)
    {
        var body = $$"""{"model":"m","input":"hi","max_output_tokens":{{value}},"max_tokens":"not of this API"}""";

        Assert.Equal(expected, UnderstoodRequest.Read(body, ApiSurface.Responses).Outline.MaxOutputTokens);
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "input is required and missing")]
    [InlineData("""{"model":"m","input":null,"previous_response_id":null}""", "input is required and missing")]
    [InlineData("""{"input":"hi"}""", "model is required and missing")]
    [InlineData("""{"model":"m","input":[]}""", "input must not be empty (byte 21)")]
    [InlineData("""{"model":"m","input":""}""", "input must not be empty (byte 21)")]
    [InlineData("""{"model":"m","input":7}""", "input must be a string or an array of input items, found a number (byte 21)")]
    [InlineData("""{"model":"m","input":["x"]}""", "input[0] must be an input item, found a string (byte 22)")]
    [InlineData(
        """{"model":"m","input":[{"role":"user","content":[{"type":"input_text"}]}]}""",
        "input[0].content[0].text is required and missing")]
    [InlineData("""{"model":"m","input":"x","instructions":[]}""", "instructions must be a string, found an array (byte 40)")]
    [InlineData(
        """{"model":"m","input":"x","max_output_tokens":1.5}""",
        "max_output_tokens must be an integer, found a fraction (byte 45)")]
    public void Response_NotAsItsApiAsks_SaysWhatIsWrong(string body, string message) =>
        Assert.Equal(message, Bodies.ErrorOf(body, ApiSurface.Responses)?.Message);
}
