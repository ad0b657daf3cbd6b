using System.Net;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class RerankTests
{
    private const string Fields = """
        "model":"m","query":"12345678","documents":["1234",{"text":"abcd"},"12345678"]
        """;

    [Theory]
    [InlineData("/v1/rerank")]
    [InlineData("/rerank")]
    public async Task Results_Plain_AreAllDocumentsWithTheBestFirst(string path)
    {
        await using var engine = await RunningEngine.StartAsync();

        var results = (await engine.PostForJsonAsync(path, $$"""{{{Fields}}}""")).GetProperty("results");

        var scores = results.EnumerateArray().Select(one => one.GetProperty("relevance_score").GetDouble()).ToArray();
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.Equal(
            ["1234", "abcd", "12345678"],
            results.EnumerateArray().OrderBy(one => one.GetProperty("index").GetInt32())
                .Select(one => one.GetProperty("document").GetProperty("text").GetString()!));
    }

    [Fact]
    public async Task Usage_Query_CountsOnceForEachDocument()
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync("/v1/rerank", $$"""{{{Fields}}}""");
        var snapshot = engine.Engine.Snapshot();

        // 3 × 8 bytes of query and 4 + 4 + 8 of documents, at 4 bytes a token.
        Assert.Equal(10, answer.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.Equal((10L, 0L), (snapshot.PromptTokensProcessed, snapshot.TokensGenerated));
    }

    [Fact]
    public async Task Results_TopNWithoutDocuments_AreTheBestOfTheWholeList()
    {
        await using var engine = await RunningEngine.StartAsync();

        var all = (await engine.PostForJsonAsync("/v1/rerank", $$"""{{{Fields}}}""")).GetProperty("results");
        var best = (await engine.PostForJsonAsync(
            "/v1/rerank", $$"""{{{Fields}},"top_n":2,"return_documents":false}""")).GetProperty("results");

        Assert.Equal(GetIndexes(all).Take(2), GetIndexes(best));
        Assert.All(best.EnumerateArray(), one => Assert.False(one.TryGetProperty("document", out _)));
    }

    [Theory]
    [InlineData("""{"documents":["a"]}""", "query: Field required")]
    [InlineData("""{"query":["a"],"documents":["a"]}""", "query: Input should be a valid string")]
    [InlineData("""{"query":"a","documents":[]}""", "documents: Input should be a list")]
    [InlineData("""{"query":"a","documents":[5]}""", "documents: Input should be strings or objects with a text")]
    [InlineData("""{"query":"a","documents":["a"],"top_n":-1}""", "top_n: Input should be a whole number of 0")]
    public async Task Body_Malformed_IsAnswered400AndSaysWhatIsRight(string body, string expected)
    {
        await using var engine = await RunningEngine.StartAsync();

        using var response = await engine.PostAsync("/v1/rerank", body);
        var error = (await RunningEngine.ReadJsonAsync(response)).GetProperty("error");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(expected, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static IEnumerable<int> GetIndexes(JsonElement results) =>
        results.EnumerateArray().Select(one => one.GetProperty("index").GetInt32());
}
