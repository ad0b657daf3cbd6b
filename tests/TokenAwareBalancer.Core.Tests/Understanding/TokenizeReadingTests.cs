using System.Text;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Understanding;

public sealed class TokenizeReadingTests
{
    [Theory]
    [InlineData("\"hello world\"", "hello world")]
    [InlineData("\"hello\\u0020wor\\u006cd\"", "hello world")]
    [InlineData("\"\"", "")]
    public void Encode_Prompt_NamesTheTokensOfItsUnescapedText(string prompt, string text)
    {
        Assert.True(BuiltInTokenizers.TryGet("o200k_base", out var counter));
        var encoder = (ITokenEncoder)counter;
        var body = Encoding.UTF8.GetBytes($$"""{"model":"m","prompt":{{prompt}}}""");
        var reader = RequestReader.Rent();
        Assert.Null(reader.Read(body, ApiSurface.Tokenize, Bodies.MaxDepth, out _));
        List<int> ids = [], expected = [];

        reader.Encode(body, encoder, ids);
        var count = reader.Count(body, encoder, bytesPerToken: 4);

        reader.Return();
        encoder.Encode(Encoding.UTF8.GetBytes(text), expected);
        Assert.Equal(expected, ids);
        Assert.Equal((expected.Count, 0, true), (count.Tokens, count.FormatTokens, count.IsExact));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(",\"return_token_strs\":true,\"messages\":null,\"add_special_tokens\":true", true)]
    [InlineData(",\"return_token_strs\":null", false)]
    public void Outline_ReturnTokenStrs_SaysWhetherTheirTextsAreWanted(string fields, bool expected) =>
        Assert.Equal(
            expected,
            UnderstoodRequest.Read($$"""{"model":"m","prompt":"x"{{fields}}}""", ApiSurface.Tokenize)
                .Outline.AsksForTokenTexts);

    [Theory]
    [InlineData("""{"prompt":"x"}""", "model is required and missing")]
    [InlineData("""{"model":"m"}""", "prompt is required and missing")]
    [InlineData("""{"model":"m","prompt":["x"]}""", "prompt must be a string, found an array (byte 22)")]
    [InlineData("""{"model":"m","prompt":"x","return_token_strs":1}""",
        "return_token_strs must be a boolean, found a number (byte 46)")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}]}""",
        "messages cannot be turned into token ids, because the model's chat template is not known here: send a prompt, "
        + "or count them by POST /v1/messages/count_tokens (byte 24)")]
    public void Tokenize_NotAsItsApiAsks_SaysWhatIsWrong(string body, string message) =>
        Assert.Equal(message, Bodies.ErrorOf(body, ApiSurface.Tokenize)?.Message);

    [Fact]
    public void CountTokens_OfAMessagesBody_IsTheCountOfTheMessage()
    {
        var counted = UnderstoodRequest.Read(Bodies.RichAnthropic, ApiSurface.CountTokens);
        var sent = UnderstoodRequest.Read(Bodies.RichAnthropic, ApiSurface.Messages);

        Assert.Equal(sent.Texts, counted.Texts);
        Assert.Equal(sent.Count, counted.Count);
    }
}
