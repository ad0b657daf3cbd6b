namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>The matrix: every regime that a policy is judged in.</summary>
/// <remarks>
/// Equal engines and unlike ones; prompts that weigh more than answers and answers that weigh more than prompts;
/// prefixes that are shared, with caches that are full after a minute and caches that hold all; engines of slots; KV
/// caches that overflow.
/// </remarks>
internal static class MatrixSettings
{
    private const long SmallKv = 412_000;

    /// <summary>As in servers with four slots, prompts of which are computed at once: llama.cpp's, Ollama's.</summary>
    private static readonly string[] Slots =
    [
        "slots4=a10-qwen-7b:slots=4",
        "slots4-half=a10-qwen-7b:slots=4,a=60,b=0.5,c=0.1,d=2.4e-4,e=1.6e-5",
    ];

    public static IReadOnlyList<MatrixSetting> All { get; } =
    [
        new("a100x8-conv", "8xa100-llama-8b", MatrixWorkload.Conversation),
        new("a100x8-code", "8xa100-llama-8b", MatrixWorkload.Code),
        new("a100x8-chat", "8xa100-llama-8b", MatrixWorkload.Chat),
        new("h100x4-a100x4-conv", "4xh100-llama-8b,4xa100-llama-8b", MatrixWorkload.Conversation),
        new("h100x4-a100x4-reasoning", "4xh100-llama-8b,4xa100-llama-8b", MatrixWorkload.Reasoning),
        new("h100x3-a100x3-l40sx2-mixed", "3xh100-llama-8b,3xa100-llama-8b,2xl40s-llama-8b",
            MatrixWorkload.ConversationAndCode),
        new("h100x8-mooncake-412k", "8xh100-llama-8b", MatrixWorkload.Mooncake) { KvTokens = SmallKv },
        new("h100x8-mooncake-3300k", "8xh100-llama-8b", MatrixWorkload.Mooncake) { KvTokens = 3_300_000 },
        new("h100x3-a100x3-mooncake-412k", "3xh100-llama-8b,3xa100-llama-8b", MatrixWorkload.Mooncake)
        {
            KvTokens = SmallKv,
        },
        new("h100x3-a100x3-mooncake-1600k", "3xh100-llama-8b,3xa100-llama-8b", MatrixWorkload.Mooncake)
        {
            KvTokens = 1_600_000,
        },
        new("h100x2-a100x4-mooncake-412k", "2xh100-llama-8b,4xa100-llama-8b", MatrixWorkload.Mooncake)
        {
            KvTokens = SmallKv,
        },
        new("h100x2-a100x4-mooncake-1600k", "2xh100-llama-8b,4xa100-llama-8b", MatrixWorkload.Mooncake)
        {
            KvTokens = 1_600_000,
        },
        new("slots4x6-conv", "4xslots4,2xslots4-half", MatrixWorkload.Conversation) { Profiles = Slots },
        new("a10x4-conv", "4xa10-qwen-7b", MatrixWorkload.Conversation) { Loads = [null] },
    ];
}
