using System.Collections.Frozen;
using System.Text.Json;
using TokenAwareBalancer.Engine.Answering;

namespace TokenAwareBalancer.Engine.Identities;

/// <summary>The engine that a simulated one passes for: what a prober sees of it beside its answers.</summary>
/// <remarks>Each has the documented fields that tell it from the others or tell its limits, and no more.</remarks>
internal abstract class EngineIdentity
{
    private static readonly EngineIdentity[] All =
    [
        new VllmIdentity(), new SglangIdentity(), new LlamaCppIdentity(), new OllamaIdentity(), new TgiIdentity(),
        new LmStudioIdentity(),
    ];

    public static EngineIdentity Vllm => All[0];

    public static IEnumerable<string> KnownNames => All.Select(static identity => identity.Name);

    /// <summary>As <c>--like</c> has it.</summary>
    public abstract string Name { get; }

    /// <summary>Null when it has no <c>/metrics</c>.</summary>
    public virtual EngineMetricNames? MetricNames => null;

    /// <returns>Null when there is none of that name.</returns>
    public static EngineIdentity? Find(string name) => Array.Find(All, identity => identity.Name == name);

    /// <summary>The pages by their paths, <c>/v1/models</c> and <c>/metrics</c> aside.</summary>
    public abstract IReadOnlyDictionary<string, EnginePage> CreatePages(EngineFacts facts);

    /// <summary>The APIs that it alone has, or has in a shape of its own.</summary>
    public virtual IReadOnlyDictionary<string, IAnswerApi> CreateApis(EngineFacts facts) =>
        FrozenDictionary<string, IAnswerApi>.Empty;

    /// <summary>What it says of a path that it does not know.</summary>
    public abstract EnginePage CreateNotFound(string method, string path);

    /// <summary>What it says when an API is called with another method than POST; FastAPI's words.</summary>
    public virtual EnginePage CreateMethodNotAllowed(string method, string path) =>
        EnginePage.Json("""{"detail":"Method Not Allowed"}""", StatusCodes.Status405MethodNotAllowed);

    /// <summary>Its <c>/v1/models</c>.</summary>
    public EnginePage CreateModels(EngineFacts facts) => EnginePage.Json(json =>
    {
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var model in facts.Models)
        {
            json.WriteStartObject();
            json.WriteString("id", model);
            json.WriteString("object", "model");
            WriteModel(json, model, facts);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <summary>What an entry of <c>/v1/models</c> has beside its id.</summary>
    protected abstract void WriteModel(Utf8JsonWriter json, string model, EngineFacts facts);
}
