using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Engines;

namespace TokenAwareBalancer.Discovering.Starting;

/// <summary>What <c>init</c> writes and <c>serve</c> loads is valid, whatever engines call their models.</summary>
public sealed class FoundConfigurationTests
{
    [Fact]
    public void Configuration_OfNothing_IsAValidExample()
    {
        var backend = Assert.Single(Load([]).Backends);

        Assert.Equal(("engine-1", "http://127.0.0.1:8000/"), (backend.Name, backend.Url.AbsoluteUri));
    }

    [Fact]
    public void Configuration_OfEngines_HasTheirAddressesAndModels()
    {
        var options = Load([Found("vllm-8000", EngineKind.Vllm, "a", "b"), Found("ollama-1", EngineKind.Ollama, "b")]);

        Assert.Equal(["vllm-8000", "ollama-1"], options.Backends.Select(backend => backend.Name));
        Assert.Equal(["a,b", "b"], options.Backends.Select(Models));
        Assert.All(options.Backends, backend => Assert.Equal("http://h:1/", backend.Url.AbsoluteUri));
        Assert.Empty(options.Models);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("Yes")]
    [InlineData("7")]
    [InlineData("- a")]
    [InlineData("a: b")]
    [InlineData("a # b")]
    [InlineData("*anchor")]
    [InlineData("!tag")]
    [InlineData("it's \"quoted\" \\ back\\n")]
    [InlineData("${HOME}")]
    [InlineData("$${HOME}")]
    [InlineData("模型/通义:latest")]
    [InlineData("name🙂")]
    [InlineData("C:\\models\\x.gguf")]
    [InlineData("ends:")]
    [InlineData("{a: 1}")]
    public void Model_OfAnyName_IsConfiguredByIt(string name)
    {
        Assert.True(OfferedModels.IsUsable(name));

        Assert.Equal(name, Models(Load([Found("b", EngineKind.Compatible, name)]).Backends[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a\nbackends: []")]
    [InlineData("a\u001b[2J")]
    [InlineData("a\u2028b")]
    [InlineData("a\u202eb")]
    [InlineData("a\ud83d")]
    public void ModelName_ThatIsNoLine_IsNotUsable(string name) => Assert.False(OfferedModels.IsUsable(name));

    [Theory]
    [InlineData("openai/gpt-oss-20b", true)]
    [InlineData("gpt-oss:120b", true)]
    [InlineData("/models/gpt-oss-20b-Q4_K_M.gguf", true)]
    [InlineData("gpt-oss", true)]
    [InlineData("gpt-4o", false)]
    [InlineData("gpt-3.5-turbo", false)]
    [InlineData("not-gpt-oss-20b", false)]
    [InlineData("gpt-ossified", false)]
    public void Tokenizer_IsSet_OnlyWhereItIsBeyondDoubt(string model, bool isKnown)
    {
        var options = Load([Found("b", EngineKind.Vllm, model, "other")]);

        Assert.Equal(isKnown ? ["o200k_base"] : [], options.Models.Values.Select(settings => settings.Tokenizer));
    }

    [Fact]
    public void Backend_ThatDoesNotAnswer_ServesAnyModel()
    {
        var place = new Place(new SoughtEngine(new Uri("http://h:1/"), "b"), EngineFinding.Silent);

        Assert.Null(Load([new FoundBackend("b", place)]).Backends[0].Models);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000/", "127.0.0.1-8000")]
    [InlineData("http://gpu.example/", "gpu.example-80")]
    [InlineData("https://gpu.example/team/", "gpu.example-443")]
    [InlineData("http://[::1]:8000/", "1-8000")]
    [InlineData("http://a-host-whose-name-is-longer-than-a-backend-may-be-called.of-some-domain.example:8000/",
        "a-host-whose-name-is-longer-than-a-backend-may-be-call-8000")]
    public void Name_OfAListedAddress_IsItsHostAndPortWhateverIsThere(string address, string name)
    {
        var places = new[] { EngineFinding.Silent, Engine(EngineKind.Vllm, "m") }
            .Select(finding => FoundBackend.NameAll([new Place(new SoughtEngine(new Uri(address)), finding)])[0].Name);

        Assert.All(places, given => Assert.Equal(name, given));
    }

    [Fact]
    public void Names_ThatWouldBeTheSame_AreTakenApart()
    {
        Place[] places =
        [
            new(new SoughtEngine(new Uri("http://h:1/a/")), EngineFinding.Silent),
            new(new SoughtEngine(new Uri("http://h:1/b/")), EngineFinding.Silent),
            new(new SoughtEngine(new Uri("http://i:1/"), "h-1-2"), EngineFinding.Silent),
        ];

        Assert.Equal(["h-1", "h-1-3", "h-1-2"], FoundBackend.NameAll(places).Select(backend => backend.Name));
    }

    private static FoundBackend Found(string name, EngineKind kind, params string[] models) =>
        new(name, new Place(new SoughtEngine(new Uri("http://h:1/"), UsuallyThere: kind), Engine(kind, models)));

    private static EngineFinding Engine(EngineKind kind, params string[] models) =>
        EngineFinding.Of(new FoundEngine(kind, models, Slots: 3));

    private static string Models(BackendOptions backend) =>
        string.Join(',', backend.Models!.Select(model => model.Name));

    private static BalancerOptions Load(IReadOnlyList<FoundBackend> backends)
    {
        var result = ConfigurationLoader.LoadText(
            FoundConfiguration.Write(backends), "found", [], ConfigurationVocabulary.Shipped, _ => "a variable");
        Assert.Empty(result.Errors);
        return result.Options!;
    }
}
