using System.Text;
using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>A path that one kind of engine answers as no other does.</summary>
/// <param name="Kind">The engine.</param>
/// <param name="Path">What to ask it for.</param>
/// <param name="IsIn">Whether this answer is that engine's.</param>
internal sealed record EngineMark(EngineKind Kind, string Path, Func<EngineAnswer, bool> IsIn)
{
    /// <summary>Apart from the others, because a TGI before 2.1 is one without a list of models too.</summary>
    public static EngineMark Tgi { get; } = new(EngineKind.Tgi, "info", static answer =>
        answer.ReadObject() is { } facts && facts["model_id"] is JsonValue && facts["max_total_tokens"] is JsonValue);

    /// <summary>For engines whose list of models does not say whose it is; the first that is found decides.</summary>
    public static IReadOnlyList<EngineMark> All { get; } =
    [
        new(EngineKind.Ollama, "", static answer =>
            answer.IsSuccess && Encoding.UTF8.GetString(answer.Body).Trim() == "Ollama is running"),
        // An LM Studio answers unknown paths with 200 and an error.
        new(EngineKind.LmStudio, "api/v0/models", static answer =>
            answer.ReadObject()?["data"] is JsonArray { Count: > 0 } models
            && models.All(model => model is JsonObject entry && entry.ContainsKey("compatibility_type"))),
        Tgi,
        new(EngineKind.Sglang, "get_model_info", static answer =>
            answer.ReadObject() is { } facts
            && facts["model_path"] is JsonValue && facts["is_generation"] is JsonValue),
        new(EngineKind.LlamaCpp, "props", static answer => LlamaSlots.Read(answer) is not null),
        // Others have a version too, but an object of it and nothing else, beside a list of models, is vLLM's.
        new(EngineKind.Vllm, "version", static answer =>
            answer.ReadObject() is { Count: 1 } facts && facts["version"] is JsonValue),
    ];
}
