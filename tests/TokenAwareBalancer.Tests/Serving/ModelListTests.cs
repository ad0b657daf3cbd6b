using System.Text.Json;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary><c>GET /v1/models</c>.</summary>
public sealed class ModelListTests : ServingTest
{
    private const string FirstList = """
        {"object":"list","data":[
            {"id":"z","object":"model","max_model_len":4096},
            {"id":"own","object":"model","n_ctx":8}]}
        """;

    private const string SecondList = """
        {"object":"list","data":[{"id":"z","object":"model"},{"id":"org/a","object":"model"}]}
        """;

    [Fact]
    public async Task Models_OfSeveralBackends_AreOneListUnderTheNamesOfClients()
    {
        await StartTwoAsync();

        var answer = await AskAsync(Wire.Get("/v1/models"));

        var models = answer.Json().GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal("list", answer.Json().GetProperty("object").GetString());
        Assert.Equal(["configured", "m", "org/a", "z"], models.Select(IdOf));
        Assert.Equal(8, models[1].GetProperty("n_ctx").GetInt32());
        Assert.All(models, model => Assert.Equal("model", model.GetProperty("object").GetString()));
    }

    [Theory]
    [InlineData("/v1/models/m")]
    [InlineData("/v1/models/org/a")]
    [InlineData("/v1/models/org%2Fa")]
    public async Task Model_ThatIsServed_IsTold(string path)
    {
        await StartTwoAsync();

        var answer = await AskAsync(Wire.Get(path));

        Assert.Equal((200, path.EndsWith('m') ? "m" : "org/a"), (answer.Status, IdOf(answer.Json())));
        Assert.NotNull(answer.Header("x-request-id"));
    }

    [Fact]
    public async Task Model_ThatIsNotServed_Is404()
    {
        await StartTwoAsync();

        var answer = await AskAsync(Wire.Get("/v1/models/none"));

        ErrorShape.AssertTells(answer, false, 404, "unknown_model", "invalid_request_error", "model_not_found");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"data":[7,{"id":7},{"x":1},null]}""")]
    [InlineData("""{"data":{"id":"x"},"data":[]}""")]
    public async Task Models_ABackendTalksNonsense_AreThoseOfTheOthers(string nonsense)
    {
        await StartAsync(
            Backend(exchange => exchange.AnswerAsync(nonsense)), Backend(exchange => exchange.AnswerAsync(SecondList)));

        var answer = await AskAsync(Wire.Get("/v1/models"));

        Assert.Equal(["org/a", "z"], answer.Json().GetProperty("data").EnumerateArray().Select(IdOf));
    }

    [Fact]
    public async Task Models_AskedManyTimesAtOnce_CostEachBackendOneRequest()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(FirstList));
        await StartAsync(backend);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(Wire.Get("/v1/models"))));

        Assert.InRange(backend.Requests.Length, 1, 2);
    }

    private Task StartTwoAsync()
    {
        var first = Backend(exchange => exchange.AnswerAsync(FirstList));
        var second = Backend(exchange => exchange.AnswerAsync(SecondList));
        return StartAsync(options => options.Backends =
        [
            new BackendOptions
            {
                Name = "b1",
                Url = first.Address,
                Models = [new() { Name = "m", BackendName = "own" }, new() { Name = "configured" }],
            },
            Option("b2", second.Address),
        ]);
    }

    private static string? IdOf(JsonElement model) => model.GetProperty("id").GetString();
}
