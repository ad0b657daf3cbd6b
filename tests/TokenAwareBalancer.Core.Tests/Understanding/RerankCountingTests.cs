using System.Text;

namespace TokenAwareBalancer.Understanding;

public sealed class RerankCountingTests
{
    [Fact]
    public void Rerank_RichBody_CountsTheQueryWithEveryDocument()
    {
        var request = UnderstoodRequest.Read(Bodies.RichRerank, ApiSurface.Rerank);

        // The tokenizer is asked once about the query, however many documents there are.
        Assert.Equal(["one", "tö", "three", "what"], request.Texts);
        const int bytes = (3 * 4) + 3 + 3 + 5;
        Assert.Equal(new PromptCount(bytes, IsExact: true, bytes, FormatTokens: 0), request.Count);
        Assert.Equal((1, 0), (request.Outline.Completions, request.Outline.MaxOutputTokens));
    }

    [Theory]
    [InlineData("\"query\":\"q\\u00e9\",\"documents\":[\"a\",\"bc\"]", 3 + 3 + 1 + 2)]
    [InlineData("\"query\":\"q\",\"documents\":[\"a\"]", 1 + 1)]
    [InlineData("\"query\":\"old\",\"documents\":[\"a\",\"b\"],\"query\":\"q\"", 1 + 1 + 1 + 1)]
    [InlineData("\"query\":\"q\",\"documents\":[\"a\",\"b\",\"c\"],\"documents\":[\"d\"]", 1 + 1)]
    [InlineData("\"query\":{\"text\":\"q\"},\"documents\":[\"a\",\"b\"]", 1 + 1 + 1 + 1)]
    public void Rerank_WithAndWithoutATokenizer_SumsTheSameBytes(string fields, int bytes)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"m",{{fields}}}""");
        var reader = RequestReader.Rent();
        Assert.Null(reader.Read(body, ApiSurface.Rerank, Bodies.MaxDepth, out _));

        var counted = reader.Count(body, new BytesTokenCounter(), bytesPerToken: 4);
        var estimated = reader.Count(body, counter: null, bytesPerToken: 1);

        reader.Return();
        Assert.Equal(new PromptCount(bytes, IsExact: true, bytes, 0), counted);
        Assert.Equal(new PromptCount(bytes, IsExact: false, bytes, 0), estimated with { Script = null });
    }

    [Fact]
    public void Rerank_QueryThatIsAnImage_HasItsPriceWithEveryDocument()
    {
        const string body = """{"model":"m","query":{"image":"u"},"documents":["a","b"]}""";

        Assert.Equal(2 * 765, UnderstoodRequest.Read(body, ApiSurface.Rerank).Count.FormatTokens);
    }

    [Fact]
    public void Rerank_LongQueryWithManyDocuments_Saturates()
    {
        var documents = string.Join(',', Enumerable.Repeat("\"\"", 30_000));
        var body = $$"""{"model":"m","query":"{{new string('q', 100_000)}}","documents":[{{documents}}]}""";

        var count = UnderstoodRequest.Read(body, ApiSurface.Rerank).Count;

        Assert.Equal((int.MaxValue, 3_000_000_000), (count.Tokens, count.TextBytes));
    }

    [Fact]
    public void Count_AfterARerank_RepeatsNothingOfTheNextBody()
    {
        var reader = RequestReader.Rent();
        reader.Read(Encoding.UTF8.GetBytes(Bodies.RichRerank), ApiSurface.Rerank, Bodies.MaxDepth, out _);
        var body = """{"model":"m","prompt":"abc"}"""u8;
        Assert.Null(reader.Read(body, ApiSurface.Completions, Bodies.MaxDepth, out _));

        var count = reader.Count(body, new BytesTokenCounter(), bytesPerToken: 4);

        reader.Return();
        Assert.Equal(3, count.Tokens);
    }

    [Theory]
    [InlineData("""{"query":"q","documents":["a"]}""", "model is required and missing")]
    [InlineData("""{"model":"m","documents":["a"]}""", "query is required and missing")]
    [InlineData("""{"model":"m","query":null,"documents":["a"]}""", "query is required and missing")]
    [InlineData("""{"model":"m","query":"q"}""", "documents is required and missing")]
    [InlineData("""{"model":"m","query":"q","documents":[]}""", "documents must not be empty (byte 37)")]
    [InlineData("""{"model":"m","query":"q","documents":"a"}""",
        "documents must be an array of documents, found a string (byte 37)")]
    [InlineData("""{"model":"m","query":7,"documents":["a"]}""",
        "query must be a string or an object with a text, found a number (byte 21)")]
    [InlineData("""{"model":"m","query":"q","documents":["a",[]]}""",
        "documents[1] must be a string or an object with a text, found an array (byte 42)")]
    public void Rerank_NotAsItsApiAsks_SaysWhatIsWrong(string body, string message) =>
        Assert.Equal(message, Bodies.ErrorOf(body, ApiSurface.Rerank)?.Message);
}
