using System.Text;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Understanding;

public sealed class EmbeddingsCountingTests
{
    [Theory]
    [InlineData("\"hello\"", 0, "hello")]
    [InlineData("[\"a\",\"\",\"b\\n\"]", 0, "a", "b\n")]
    [InlineData("[{\"text\":\"a\"},\"b\",{\"text\":\"c\",\"task\":\"d\"}]", 0, "a", "b", "c")]
    [InlineData("[1,2,3]", 3)]
    [InlineData("[[1,2,3],[4],[]]", 4)]
    public void Input_OfEachShape_CountsTextsAndTokenIds(string input, int formatTokens, params string[] texts)
    {
        var request = Read(input);

        Assert.Equal(texts, request.Texts);
        Assert.Equal(formatTokens, request.Count.FormatTokens);
        Assert.True(request.Count.IsExact);
    }

    [Fact]
    public void Embedding_OfManyInputs_IsOneCompletionThatGeneratesNothing()
    {
        var request = Read("[\"a\",\"b\"],\"n\":3,\"max_tokens\":7");

        Assert.Equal((1, 0), (request.Outline.Completions, request.Outline.MaxOutputTokens));
        Assert.False(new RequestProfile(request.Outline, "m", request.Count).HasOutput);
    }

    [Fact]
    public void Embedding_OfAConversation_CountsItsMessages()
    {
        const string body = """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x"}]}]}""";

        Assert.Equal(["user", "x"], UnderstoodRequest.Read(body, ApiSurface.Embeddings).Texts);
    }

    [Theory]
    [InlineData("[{\"image\":\"https://x/y.png\"}]")]
    [InlineData("[{\"image_url\":\"old\",\"image_url\":\"https://x/y.png\"}]")]
    public void Input_ThatIsAnImage_HasThePriceOfOne(string input)
    {
        var request = Read(input);

        Assert.Equal((765, 1, false), (request.Count.FormatTokens, request.Outline.ImageCount, request.Count.IsExact));
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "input is required and missing")]
    [InlineData("""{"model":"m","messages":[]}""", "input is required and missing")]
    [InlineData("""{"input":"x"}""", "model is required and missing")]
    [InlineData("""{"model":"m","input":""}""", "input must not be empty (byte 21)")]
    [InlineData("""{"model":"m","input":[]}""", "input must not be empty (byte 21)")]
    [InlineData("""{"model":"m","input":["a",1]}""",
        "input[1] must be a string or an object with a text, found a number (byte 26)")]
    [InlineData("""{"model":"m","input":[1,"a"]}""", "input[1] must be a token id, found a string (byte 24)")]
    [InlineData("""{"model":"m","input":{}}""",
        "input must be a string, or an array of strings, of token ids or of arrays of token ids, "
        + "found an object (byte 21)")]
    public void Embedding_NotAsItsApiAsks_SaysWhatIsWrong(string body, string message) =>
        Assert.Equal(message, Bodies.ErrorOf(body, ApiSurface.Embeddings)?.Message);

    /// <remarks>Nothing of a batch may be kept or copied for longer than its own text.</remarks>
    [Fact]
    public void Count_BatchOfMegabytes_AllocatesNothingPerText()
    {
        var texts = string.Join(
            ',', Enumerable.Range(0, 20_000).Select(i => $"\"text {i} of a batch, \\n and no more\""));
        var body = Encoding.UTF8.GetBytes($$"""{"model":"m","input":[{{texts}}]}""");
        var reader = RequestReader.Rent();
        Assert.Null(reader.Read(body, ApiSurface.Embeddings, Bodies.MaxDepth, out _));
        Assert.True(Tokenizing.BuiltInTokenizers.TryGet("o200k_base", out var counter));
        var counting = new PromptCounting(counter, new FixedBytesPerToken(4), new CountingSettings());
        var token = TestContext.Current.CancellationToken;

        // A collection, also of another test's, may empty the pools: then one of the runs fills them again.
        var leastBytes = long.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            reader.ForgetCounts();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var count = reader.Count(body, counting, token);
            leastBytes = Math.Min(leastBytes, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.InRange(count.Tokens, 20_000 * 8, 20_000 * 14);
        }

        Assert.Equal(0, leastBytes);
        reader.Return();
    }

    private static UnderstoodRequest Read(string input) =>
        UnderstoodRequest.Read($$"""{"model":"m","input":{{input}}}""", ApiSurface.Embeddings);
}
