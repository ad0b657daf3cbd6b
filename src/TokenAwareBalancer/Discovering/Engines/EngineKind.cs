namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>A kind of inference server, and where it listens unless it is told otherwise.</summary>
/// <param name="Name">As its makers write it.</param>
/// <param name="ShortName">The same in the name of a backend.</param>
/// <param name="UsualPort">Null when it has none.</param>
internal sealed record EngineKind(string Name, string ShortName, int? UsualPort)
{
    public static EngineKind Vllm { get; } = new("vLLM", "vllm", 8000);

    public static EngineKind Sglang { get; } = new("SGLang", "sglang", 30000);

    public static EngineKind LlamaCpp { get; } = new("llama.cpp", "llama.cpp", 8080);

    public static EngineKind Ollama { get; } = new("Ollama", "ollama", 11434);

    public static EngineKind LmStudio { get; } = new("LM Studio", "lm-studio", 1234);

    public static EngineKind Tgi { get; } = new("TGI", "tgi", 3000);

    /// <summary>Lists models as OpenAI does, and does not say what it is.</summary>
    public static EngineKind Compatible { get; } = new("OpenAI-compatible", "engine", null);

    /// <summary>Those that have a usual port, in the order in which they are looked for.</summary>
    public static IReadOnlyList<EngineKind> WithUsualPort { get; } = [Vllm, Sglang, LlamaCpp, Ollama, LmStudio, Tgi];
}
