namespace TokenAwareBalancer.Understanding;

public sealed class RequestErrorTests
{
    private const string AnyContent = "a string or an array of content parts";
    private const string AnyPrompt = "a string, or an array of strings, of token ids or of arrays of token ids";

    [Theory]
    [InlineData("\"content\":5", "messages[0].content", AnyContent, "a number")]
    [InlineData("\"content\":true", "messages[0].content", AnyContent, "a boolean")]
    [InlineData("\"content\":{\"type\":\"text\"}", "messages[0].content", AnyContent, "an object")]
    [InlineData("\"content\":[5]", "messages[0].content[0]", "a content part", "a number")]
    [InlineData("\"content\":[{},[]]", "messages[0].content[1]", "a content part", "an array")]
    [InlineData("\"content\":[{\"text\":\"x\",\"type\":7}]", "messages[0].content[0].type", "a string", "a number")]
    [InlineData("\"content\":[{\"text\":7,\"type\":\"text\"}]", "messages[0].content[0].text", "a string", "a number")]
    [InlineData("\"content\":[{\"type\":\"text\",\"text\":null}]", "messages[0].content[0].text", "a string", "null")]
    [InlineData(
        "\"content\":[{\"refusal\":[],\"type\":\"refusal\"}]",
        "messages[0].content[0].refusal",
        "a string",
        "an array")]
    [InlineData(
        "\"content\":[{\"content\":[{},7]}]",
        "messages[0].content[0].content[1]",
        "a content part",
        "a number")]
    [InlineData("\"role\":7", "messages[0].role", "a string", "a number")]
    [InlineData("\"name\":[]", "messages[0].name", "a string", "an array")]
    [InlineData("\"refusal\":false", "messages[0].refusal", "a string", "a boolean")]
    [InlineData("\"reasoning\":{}", "messages[0].reasoning", "a string", "an object")]
    [InlineData("\"tool_calls\":{}", "messages[0].tool_calls", "an array", "an object")]
    [InlineData("\"tool_calls\":[1]", "messages[0].tool_calls[0]", "an object", "a number")]
    [InlineData("\"tool_calls\":[{\"function\":\"f\"}]", "messages[0].tool_calls[0].function", "an object", "a string")]
    [InlineData(
        "\"function_call\":{\"arguments\":3}",
        "messages[0].function_call.arguments",
        "a string or an object",
        "a number")]
    [InlineData(
        "\"tool_calls\":[{\"function\":{\"name\":3}}]",
        "messages[0].tool_calls[0].function.name",
        "a string",
        "a number")]
    [InlineData("\"function_call\":\"auto\"", "messages[0].function_call", "an object", "a string")]
    public void ChatMessage_FieldOfTheWrongType_IsNamedWithWhatWasFound(
        string properties, string path, string expected, string found) =>
        AssertWrongType(Bodies.ChatMessage(properties), ApiSurface.ChatCompletions, path, expected, found);

    [Theory]
    [InlineData("\"max_tokens\":\"5\"", "max_tokens", "an integer", "a string")]
    [InlineData("\"max_tokens\":1.5", "max_tokens", "an integer", "a fraction")]
    [InlineData("\"max_completion_tokens\":{}", "max_completion_tokens", "an integer", "an object")]
    [InlineData("\"n\":[]", "n", "an integer", "an array")]
    [InlineData("\"best_of\":1e-3", "best_of", "an integer", "a fraction")]
    [InlineData("\"stream\":\"true\"", "stream", "a boolean", "a string")]
    [InlineData("\"stream_options\":true", "stream_options", "an object", "a boolean")]
    [InlineData("\"stream_options\":{\"include_usage\":1}", "stream_options.include_usage", "a boolean", "a number")]
    [InlineData("\"tools\":{}", "tools", "an array", "an object")]
    [InlineData("\"functions\":\"f\"", "functions", "an array", "a string")]
    [InlineData("\"model\":5", "model", "a string", "a number")]
    [InlineData("\"messages\":\"hi\"", "messages", "an array of messages", "a string")]
    [InlineData("\"messages\":[[]]", "messages[0]", "an object", "an array")]
    public void Chat_FieldOfTheWrongType_IsNamedWithWhatWasFound(
        string properties, string path, string expected, string found) =>
        AssertWrongType(Bodies.Chat(properties), ApiSurface.ChatCompletions, path, expected, found);

    [Theory]
    [InlineData("5", "prompt", AnyPrompt, "a number")]
    [InlineData("{}", "prompt", AnyPrompt, "an object")]
    [InlineData("[null]", "prompt[0]", "a string, a token id or an array of token ids", "null")]
    [InlineData("[\"a\",1]", "prompt[1]", "a string like the items before it", "a number")]
    [InlineData("[1,\"a\"]", "prompt[1]", "a token id", "a string")]
    [InlineData("[1,1.5]", "prompt[1]", "a token id", "a fraction")]
    [InlineData("[[1],2]", "prompt[1]", "an array of token ids like the items before it", "a number")]
    [InlineData("[[1],[2,[3]]]", "prompt[1][1]", "a token id", "an array")]
    public void Prompt_OfTheWrongType_IsNamedWithWhatWasFound(
        string prompt, string path, string expected, string found) =>
        AssertWrongType($$"""{"model":"m","prompt":{{prompt}}}""", ApiSurface.Completions, path, expected, found);

    [Fact]
    public void Error_OfAWrongType_SaysTheByteWhereTheValueStarts()
    {
        const string body = """{"model":"m","messages":[{"role":"user","content":"é"},{"role":"user","content": 5}]}""";
        var offset = body.IndexOf('5', StringComparison.Ordinal) + 1; // é is two bytes

        var error = Bodies.ErrorOf(body, ApiSurface.ChatCompletions);

        Assert.Equal(
            new RequestError(
                RequestErrorKind.WrongType,
                $"messages[1].content must be a string or an array of content parts, found a number (byte {offset})",
                "messages[1].content",
                offset),
            error);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", ApiSurface.ChatCompletions, "model")]
    [InlineData("""{"model":"a","messages":[{"role":"user"}],"model":null}""", ApiSurface.ChatCompletions, "model")]
    [InlineData("{}", ApiSurface.Messages, "model")]
    [InlineData("""{"model":"m"}""", ApiSurface.ChatCompletions, "messages")]
    [InlineData("""{"model":"m","messages":null}""", ApiSurface.Messages, "messages")]
    [InlineData("""{"model":"m","prompt":null}""", ApiSurface.Completions, "prompt")]
    [InlineData("""{"model":"m","messages":[{"content":"x"}]}""", ApiSurface.ChatCompletions, "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"a"},{"role":null}]}""", ApiSurface.Messages, "messages[1].role")]
    [InlineData(
        """{"model":"m","messages":[{"role":"a","content":[{"type":"text"}]}]}""",
        ApiSurface.Messages,
        "messages[0].content[0].text")]
    public void Body_WithoutARequiredField_SaysWhich(string body, ApiSurface surface, string path) =>
        Assert.Equal(
            new RequestError(RequestErrorKind.MissingField, $"{path} is required and missing", path, null),
            Bodies.ErrorOf(body, surface));

    [Theory]
    [InlineData("""{"model":"m","messages":[]}""", ApiSurface.ChatCompletions, "messages", "[]")]
    [InlineData("""{"model":"m","messages":[{"role":"a"}],"messages": []}""", ApiSurface.Messages, "messages", "[]")]
    [InlineData("""{"model":"m","prompt":[]}""", ApiSurface.Completions, "prompt", "[]")]
    [InlineData("""{"model":"m","prompt": "" }""", ApiSurface.Completions, "prompt", "\"\"")]
    public void Body_WithAnEmptyList_SaysWhereItIs(string body, ApiSurface surface, string path, string value)
    {
        var offset = body.IndexOf(value, StringComparison.Ordinal);

        Assert.Equal(
            new RequestError(RequestErrorKind.MissingField, $"{path} must not be empty (byte {offset})", path, offset),
            Bodies.ErrorOf(body, surface));
    }

    [Theory]
    [InlineData("\"n\":0", "n must be at least 1 (byte 61)")]
    [InlineData("\"n\":-3", "n must be at least 1 (byte 61)")]
    [InlineData("\"n\":2147483648", "n must be at most 2147483647 (byte 61)")]
    [InlineData("\"n\":1e400", "n must be at most 2147483647 (byte 61)")]
    [InlineData("\"n\":99999999999999999999999999", "n must be at most 2147483647 (byte 61)")]
    [InlineData("\"model\":\"\"", "model must not be empty (byte 65)")]
    public void Body_WithAValueOutOfRange_SaysTheRange(string properties, string message)
    {
        var error = Bodies.ErrorOf(Bodies.Chat(properties), ApiSurface.ChatCompletions);

        Assert.Equal((RequestErrorKind.InvalidValue, message), (error?.Kind, error?.Message));
    }

    private static void AssertWrongType(string body, ApiSurface surface, string path, string expected, string found)
    {
        var error = Bodies.ErrorOf(body, surface);

        Assert.Equal(RequestErrorKind.WrongType, error?.Kind);
        Assert.Equal($"{path} must be {expected}, found {found} (byte {error?.ByteOffset})", error?.Message);
        Assert.Equal(path, error?.Parameter);
        var lastKey = $"\"{path.Split('.')[^1].Split('[')[0]}\":";
        Assert.Contains(lastKey, body[..(int)error!.ByteOffset!], StringComparison.Ordinal);
    }
}
