using System.Text;

namespace TokenAwareBalancer.Understanding;

public sealed class OutlineTests
{
    [Fact]
    public void Outline_RichChat_SaysWhatTheBodySays()
    {
        var body = Encoding.UTF8.GetBytes(Bodies.RichChat);
        var request = UnderstoodRequest.Read(body, ApiSurface.ChatCompletions);
        var outline = request.Outline;

        Assert.Equal("my/model", request.Model);
        Assert.Equal("\"my\\/model\"", Encoding.UTF8.GetString(outline.ModelValue.In(body)));
        Assert.Equal("{\"include_usage\": true}", Encoding.UTF8.GetString(outline.StreamOptionsValue.In(body)));
        Assert.True(outline is { IsStreaming: true, AsksForUsage: true, HasTools: true });
        Assert.True(outline is { MaxOutputTokens: 100, Completions: 2, MessageCount: 4, ImageCount: 1, AudioCount: 1 });
    }

    [Theory]
    [InlineData("\"max_tokens\":5", 5)]
    [InlineData("\"max_tokens\":0", 0)]
    [InlineData("\"max_tokens\":5,\"max_completion_tokens\":9", 9)]
    [InlineData("\"max_completion_tokens\":9,\"max_tokens\":5", 9)]
    [InlineData("\"max_completion_tokens\":null,\"max_tokens\":5", 5)]
    [InlineData("\"max_tokens\":-1", null)]
    [InlineData("\"max_tokens\":-1e300", null)]
    [InlineData("\"max_tokens\":null", null)]
    [InlineData("\"max_tokens\":100.0", 100)]
    [InlineData("\"max_tokens\":1e2", 100)]
    [InlineData("\"max_tokens\":2147483647", int.MaxValue)]
    [InlineData("\"x\":0", null)]
    public void MaxOutputTokens_HoweverWritten_IsTheCap(string properties, int? cap) =>
        Assert.Equal(cap, UnderstoodRequest.Chat(Bodies.Chat(properties)).Outline.MaxOutputTokens);

    /// <summary>Their counts would be taken for those of another tokenizer.</summary>
    [Theory]
    [InlineData("\"truncate_prompt_tokens\":512", true)]
    [InlineData("\"truncate_prompt_tokens\":null", false)]
    [InlineData("\"truncate\":true", true)]
    [InlineData("\"truncate\":false", false)]
    [InlineData("\"truncate\":\"END\"", true)]
    [InlineData("\"truncate\":\"NONE\"", false)]
    [InlineData("\"truncation\":\"auto\"", true)]
    [InlineData("\"truncation\":\"disabled\"", false)]
    [InlineData("\"chat_template\":\"{{ messages }}\"", true)]
    [InlineData("\"chat_template\":null", false)]
    public void HasGuessedTokens_PromptThatTheEngineIsAskedToAlter_IsTrue(string properties, bool isAltered) =>
        Assert.Equal(isAltered, UnderstoodRequest.Chat(Bodies.Chat(properties)).Outline.HasGuessedTokens);

    [Theory]
    [InlineData("\"n\":3", 3)]
    [InlineData("\"n\":3,\"best_of\":2", 3)]
    [InlineData("\"n\":3.0,\"best_of\":5", 5)]
    [InlineData("\"n\":null,\"best_of\":null", 1)]
    [InlineData("\"x\":0", 1)]
    public void Completions_OfAChat_AreTheLargerOfNAndBestOf(string properties, int completions) =>
        Assert.Equal(completions, UnderstoodRequest.Chat(Bodies.Chat(properties)).Outline.Completions);

    [Theory]
    [InlineData("\"stream\":true", true, false, "")]
    [InlineData("\"stream\":null", false, false, "")]
    [InlineData("\"stream_options\":null", false, false, "null")]
    [InlineData("\"stream_options\":{}", false, false, "{}")]
    [InlineData("\"stream_options\":{\"include_usage\":false}", false, false, "{\"include_usage\":false}")]
    [InlineData("\"stream_options\":{\"include_usage\":true},\"stream_options\":null", false, false, "null")]
    [InlineData("\"stream_options\":{\"include_usage\":true}", false, true, "{\"include_usage\":true}")]
    [InlineData("\"stream_options\":{\"include_usage\":true},\"stream_options\":{ }", false, false, "{ }")]
    public void StreamOptions_LastValue_Wins(string properties, bool isStreaming, bool asksForUsage, string value)
    {
        var body = Bodies.Chat(properties);

        var outline = UnderstoodRequest.Chat(body).Outline;

        Assert.Equal((isStreaming, asksForUsage), (outline.IsStreaming, outline.AsksForUsage));
        Assert.Equal(value, body.Substring(outline.StreamOptionsValue.Start, outline.StreamOptionsValue.Length));
    }

    [Fact]
    public void ByteOrderMark_BeforeABody_ShiftsEveryRange()
    {
        var body = Encoding.UTF8.GetBytes("\uFEFF" + Bodies.RichChat);

        var request = UnderstoodRequest.Read(body, ApiSurface.ChatCompletions);

        Assert.Equal("\"my\\/model\"", Encoding.UTF8.GetString(request.Outline.ModelValue.In(body)));
        Assert.Equal(UnderstoodRequest.Chat(Bodies.RichChat).Texts, request.Texts);
    }
}
