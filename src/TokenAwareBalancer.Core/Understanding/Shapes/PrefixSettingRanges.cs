using System.Runtime.CompilerServices;
using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Where the fields stand in a body that change what its prompt is to an engine's prefix cache.</summary>
[InlineArray(Places)]
internal struct PrefixSettingRanges
{
    public const int Places = 7;

    private ByteRange _first;

    /// <returns>Its place; -1 for a field that is none of them.</returns>
    public static int PlaceOf(JsonKey key) => key switch
    {
        // vLLM: keeps what has it apart from what has not.
        JsonKey.CacheSalt => 0,
        // vLLM, SGLang, llama.cpp.
        JsonKey.ChatTemplateKwargs => 1,
        // Templates of reasoning models print it in front.
        JsonKey.ReasoningEffort => 2,
        // vLLM: for templates that print them.
        JsonKey.Documents => 3,
        // The adapter, in SGLang, TGI and llama.cpp.
        JsonKey.LoraPath => 4,
        JsonKey.AdapterId => 5,
        JsonKey.Lora => 6,
        _ => -1,
    };
}
