using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class EmbeddingsTests
{
    private const string Path = "/v1/embeddings";

    [Theory]
    [InlineData("\"12345678\"", 2, 1)]
    [InlineData("[\"12345678\",\"1234\"]", 3, 2)]
    [InlineData("[1,2,3,4,5]", 5, 1)]
    [InlineData("[[1,2,3],[4,5]]", 5, 2)]
    public async Task Input_EachShape_IsCountedAndGetsItsVectors(string input, int promptTokens, int vectors)
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(Path, $$"""{"model":"m","input":{{input}}}""");

        Assert.Equal("list", answer.GetProperty("object").GetString());
        Assert.Equal("m", answer.GetProperty("model").GetString());
        Assert.Equal(
            Enumerable.Range(0, vectors),
            answer.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("index").GetInt32()));
        Assert.Equal(promptTokens, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(promptTokens, answer.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task Vector_OfAText_IsAUnitAndTheSameOnEveryEngine()
    {
        await using var engine = await RunningEngine.StartAsync();
        await using var other = await RunningEngine.StartAsync(new EngineOptions { Speed = 100, Seed = 9 });

        var vectors = await EmbedAsync(engine, """{"input":["one","two"]}""");
        var again = await EmbedAsync(other, """{"input":"two"}""");

        Assert.Equal(1024, vectors[0].Length);
        Assert.All(vectors, vector => Assert.Equal(1, Math.Sqrt(vector.Sum(part => (double)part * part)), 5));
        Assert.NotEqual(vectors[0], vectors[1]);
        Assert.Equal(vectors[1], again[0]);
    }

    [Fact]
    public async Task Vector_InBase64_HoldsTheSameFloats()
    {
        await using var engine = await RunningEngine.StartAsync();

        var plain = await EmbedAsync(engine, """{"input":"one","dimensions":7,"encoding_format":"float"}""");
        var answer = await engine.PostForJsonAsync(
            Path, """{"input":"one","dimensions":7,"encoding_format":"base64"}""");

        var bytes = answer.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        Assert.Equal(plain[0], MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        Assert.Equal(7, plain[0].Length);
    }

    [Fact]
    public async Task Request_Served_CostsItsPromptAndGeneratesNothing()
    {
        await using var engine = await RunningEngine.StartAsync();

        await engine.PostForJsonAsync(Path, """{"input":[[1,2,3],[4,5]]}""");
        var snapshot = engine.Engine.Snapshot();

        Assert.Equal(1, snapshot.RequestsCompleted);
        Assert.Equal((5L, 0L), (snapshot.PromptTokensProcessed, snapshot.TokensGenerated));
    }

    [Theory]
    [InlineData("{}", "input: Field required")]
    [InlineData("""{"input":[]}""", "input: Input should be")]
    [InlineData("""{"input":["a",5]}""", "input: Input should be")]
    [InlineData("""{"input":"a","dimensions":0}""", "dimensions: Input should be a whole number of 1")]
    [InlineData("""{"input":"a","dimensions":5000}""", "dimensions: Input should be 4096 at most")]
    [InlineData("""{"input":"a","encoding_format":"int8"}""", "encoding_format: Input should be 'float' or 'base64'")]
    public async Task Body_Malformed_IsAnswered400AndSaysWhatIsRight(string body, string expected)
    {
        await using var engine = await RunningEngine.StartAsync();

        using var response = await engine.PostAsync(Path, body);
        var error = (await RunningEngine.ReadJsonAsync(response)).GetProperty("error");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(expected, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_MoreThan2048Texts_IsAnswered400()
    {
        await using var engine = await RunningEngine.StartAsync();
        var texts = JsonSerializer.Serialize(Enumerable.Repeat("a", 2049));

        using var response = await engine.PostAsync(Path, $$"""{"input":{{texts}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task<float[][]> EmbedAsync(RunningEngine engine, string body)
    {
        var answer = await engine.PostForJsonAsync(Path, body);
        return
        [
            .. answer.GetProperty("data").EnumerateArray().Select(
                one => one.GetProperty("embedding").EnumerateArray().Select(part => part.GetSingle()).ToArray()),
        ];
    }
}
