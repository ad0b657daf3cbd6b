using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Discovering.Engines;

public sealed class EngineIdentifierTests
{
    private const string PlainList =
        """{"object":"list","data":[{"id":"m","object":"model","owned_by":"me"},{"id":"n","owned_by":"vllm"}]}""";

    public static TheoryData<string, Dictionary<string, string>, string[]> Engines => new()
    {
        { "vLLM", EnginePages.Vllm, ["openai/gpt-oss-20b"] },
        { "vLLM", new() { ["/v1/models"] = PlainList, ["/version"] = """{"version":"0.6.1"}""" }, ["m", "n"] },
        { "SGLang", EnginePages.Sglang, ["qwen/qwen2.5-0.5b-instruct"] },
        { "SGLang", Without(EnginePages.Sglang, "\"owned_by\":\"sglang\",", ""), ["qwen/qwen2.5-0.5b-instruct"] },
        { "llama.cpp", EnginePages.LlamaCpp(), ["words.gguf"] },
        // Without the tag Ollama knows the model too, and that is how people ask for it.
        { "Ollama", EnginePages.Ollama, ["llama3.2:latest", "llama3.2", "qwen3:8b"] },
        { "LM Studio", EnginePages.LmStudio, ["meta-llama-3.1-8b-instruct"] },
        { "TGI", EnginePages.Tgi, ["HuggingFaceH4/zephyr-7b-beta"] },
        { "TGI", new() { ["/info"] = EnginePages.Tgi["/info"] }, ["HuggingFaceH4/zephyr-7b-beta"] },
        { "OpenAI-compatible", new() { ["/v1/models"] = PlainList }, ["m", "n"] },
        { "OpenAI-compatible", new() { ["/v1/models"] = PlainList, ["*"] = "<!doctype html>" }, ["m", "n"] },
    };

    [Theory, MemberData(nameof(Engines))]
    public async Task Engine_OfEachKind_IsKnownByItsAnswers(
        string kind, Dictionary<string, string> pages, string[] models)
    {
        var finding = await IdentifyAsync(exchange => exchange.AnswerAsync(pages));

        Assert.Equal(FindingKind.Engine, finding.Kind);
        Assert.Equal(kind, finding.Engine!.Kind.Name);
        Assert.Equal(models, finding.Engine.Models);
    }

    [Fact]
    public async Task Engine_OfWhateverKind_IsAskedByGetAndForNoCompletion()
    {
        await using var backend = new ScriptedBackend(exchange => exchange.AnswerAsync(EnginePages.Ollama));

        await IdentifyAsync(backend.Address);

        Assert.All(backend.Requests, request => Assert.Equal("GET", request.Method));
        Assert.DoesNotContain(backend.Requests, request =>
            request.Target.Contains("complet", StringComparison.Ordinal)
            || request.Target.Contains("generate", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"total_slots":4}""", 4)]
    [InlineData("""{"total_slots":0}""", null)]
    [InlineData("""{"total_slots":"4"}""", null)]
    [InlineData("""{"total_slots":4,"total_slots":5}""", null)]
    [InlineData("""{"role":"router"}""", null)]
    [InlineData("[]", null)]
    public async Task Slots_OfALlamaCpp_AreWhatItTells(string props, int? slots)
    {
        var pages = EnginePages.LlamaCpp();
        pages["/props"] = props;

        var finding = await IdentifyAsync(exchange => exchange.AnswerAsync(pages));

        Assert.Equal(slots, finding.Engine!.Slots);
    }

    [Theory]
    [InlineData(200, "<!doctype html><title>Grafana</title>")]
    [InlineData(200, "")]
    [InlineData(200, "[]")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"data":[{"id":"m"}]}""")]
    [InlineData(200, """{"object":"list","data":{"id":"m"}}""")]
    [InlineData(200, """{"object":"list","data":[{"id":7}]}""")]
    [InlineData(200, """{"object":"list","data":[{"id":"m"},7]}""")]
    [InlineData(200, """{"object":"list","data":[],"data":[{"id":"m"}]}""")]
    [InlineData(404, PlainList)]
    [InlineData(302, PlainList)]
    [InlineData(500, "{}")]
    public async Task Server_WithoutAListOfModels_IsNotAnEngine(int status, string body)
    {
        await using var elsewhere = new ScriptedBackend(exchange => exchange.AnswerAsync(PlainList));

        var finding = await IdentifyAsync(exchange =>
            exchange.AnswerAsync(body, status, "text/html", $"Location: {elsewhere.Address}v1/models\r\n"));

        Assert.Equal(FindingKind.Foreign, finding.Kind);
        Assert.StartsWith("is not an engine (GET /v1/models: ", finding.Words, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData(401, FindingKind.Locked, "wants a key (GET /v1/models: 401)")]
    [InlineData(403, FindingKind.Locked, "wants a key (GET /v1/models: 403)")]
    [InlineData(503, FindingKind.Starting, "cannot serve yet (GET /v1/models: 503)")]
    internal async Task Server_ThatDoesNotSay_IsToldApart(int status, FindingKind kind, string words)
    {
        var finding = await IdentifyAsync(exchange => exchange.AnswerAsync("{}", status));

        Assert.Equal((kind, words), (finding.Kind, finding.Words));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""[{"id":"a\u001b[2Jb","owned_by":"library"}]""")]
    public async Task Ollama_WithoutAModelThatCanBeNamed_IsNotAdopted(string data)
    {
        var pages = new Dictionary<string, string>(EnginePages.Ollama)
        {
            ["/v1/models"] = $$"""{"object":"list","data":{{data}}}""",
        };

        var finding = await IdentifyAsync(exchange => exchange.AnswerAsync(pages));

        Assert.Equal(
            (FindingKind.WithoutModels, "is Ollama, but lists no model yet"), (finding.Kind, finding.Words));
    }

    [Theory]
    [InlineData(200, "x-balancer: token-aware-balancer")]
    [InlineData(401, "X-Balancer-Reason: unauthorized")]
    public async Task Balancer_WhateverItAnswers_IsNoEngine(int status, string header)
    {
        var finding = await IdentifyAsync(exchange =>
            exchange.AnswerAsync(PlainList, status, headers: header + "\r\n"));

        Assert.Equal(FindingKind.Balancer, finding.Kind);
    }

    [Fact]
    public async Task Balancer_WhoseListDoesNotSaySo_IsKnownByItsOtherAnswers()
    {
        var finding = await IdentifyAsync(exchange => exchange.Request.Target == "/v1/models"
            ? exchange.AnswerAsync(PlainList)
            : exchange.AnswerAsync("{}", 404, headers: "x-balancer-reason: unknown_route\r\n"));

        Assert.Equal(FindingKind.Balancer, finding.Kind);
    }

    [Fact]
    public async Task Port_ThatNobodyHas_IsRefused()
    {
        using var port = new RefusingPort();

        var finding = await IdentifyAsync(port.Address);

        Assert.Equal((FindingKind.Refused, "refused the connection"), (finding.Kind, finding.Words));
    }

    [Fact]
    public async Task Server_ThatSaysNothing_IsGivenUpAtTheLimit()
    {
        await using var backend = new ScriptedBackend(_ => Task.CompletedTask);
        using var client = new EngineClient(EngineClient.AnswerLimit);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var finding = await new EngineIdentifier(client).IdentifyAsync(backend.Address, limit.Token).Within();

        Assert.Equal((FindingKind.Silent, "did not answer within 2 s"), (finding.Kind, finding.Words));
    }

    [Fact]
    public async Task Engine_SilentOnTheWayToItsKind_IsStillCompatible()
    {
        using var limit = new CancellationTokenSource();
        await using var backend = new ScriptedBackend(exchange => exchange.Request.Target == "/v1/models"
            ? exchange.AnswerAsync(PlainList)
            : limit.CancelAsync());
        using var client = new EngineClient(EngineClient.AnswerLimit);

        var finding = await new EngineIdentifier(client).IdentifyAsync(backend.Address, limit.Token).Within();

        Assert.Equal("OpenAI-compatible", finding.Engine?.Kind.Name);
    }

    [Fact]
    public async Task Server_OfAnotherProtocol_IsNotQuoted()
    {
        var finding = await IdentifyAsync(async exchange =>
        {
            await exchange.WriteAsync("SSH-2.0-\u001b[2J\r\n");
            await exchange.CloseAsync();
        });

        Assert.Equal(
            (FindingKind.Foreign, "is not an engine (GET /v1/models: no whole HTTP answer)"),
            (finding.Kind, finding.Words));
    }

    private static Dictionary<string, string> Without(Dictionary<string, string> pages, string text, string other) =>
        pages.ToDictionary(page => page.Key, page => page.Value.Replace(text, other, StringComparison.Ordinal));

    private static async Task<EngineFinding> IdentifyAsync(Func<BackendExchange, Task> script)
    {
        await using var backend = new ScriptedBackend(script);
        return await IdentifyAsync(backend.Address);
    }

    private static async Task<EngineFinding> IdentifyAsync(Uri address)
    {
        using var client = new EngineClient(EngineClient.AnswerLimit);
        return await new EngineIdentifier(client).IdentifyAsync(address, Patience.Token);
    }
}
