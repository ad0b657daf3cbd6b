namespace TokenAwareBalancer.Workloads.Mixes;

/// <summary>The mixes that have a name; <c>docs/workloads.md</c> says where their numbers come from.</summary>
/// <remarks>
/// Conversation and code have the means and deviations of the public traces of Azure's two services (Patel et al.,
/// "Splitwise", ISCA 2024; AzurePublicDataset, LLM inference trace 2023). Prompts are cut at the longest of the trace,
/// answers at the 99th percentile of its conversations, lest all wait for one.
/// </remarks>
internal static class NamedMixes
{
    public const string Default = "chat";

    /// <summary>The payloads of Velayutham, "Beyond Round Robin: Building a Token-Aware Load Balancer for LLMs".</summary>
    public const int SmallTokens = 30;
    public const int LargeTokens = 2750;
    public const int HugeTokens = 7500;

    private static readonly TokenLengths ConversationPrompt = new(1155, 1109, 14_050);
    private static readonly TokenLengths ConversationAnswer = new(211, 163, 600);
    private static readonly TokenLengths CodePrompt = new(2048, 1974, 7437);
    private static readonly TokenLengths CodeAnswer = new(28, 60, 600);

    // Qin et al., "Mooncake", FAST 2025: mean, deviation and longest of its conversation trace.
    private static readonly TokenLengths LongPrompt = new(12_035, 15_800, 126_195);
    private static readonly TokenLengths LongAnswer = new(343, 250, 2000);

    // OpenR1-Math-220k: three quarters of DeepSeek-R1's solutions have fewer than 8,000 tokens, most others reach the
    // limit of 16,000. The prompt, a problem's statement, is our guess.
    private static readonly TokenLengths ProblemPrompt = new(200, 150, 2000);
    private static readonly TokenLengths ReasonedAnswer = new(6400, 5300, 16_000);

    // What the simulated engine's serial profile answers.
    private static readonly TokenLengths SerialAnswer = TokenLengths.Fixed(8);

    public static RequestMix Chat { get; } = new("half code completion, half conversation",
        [new(0.5, CodePrompt, CodeAnswer), new(0.5, ConversationPrompt, ConversationAnswer)]);

    public static IReadOnlyDictionary<string, RequestMix> All { get; } = new Dictionary<string, RequestMix>
    {
        [Default] = Chat,
        ["conversation"] = new("Azure's conversations", [new(1, ConversationPrompt, ConversationAnswer)]),
        ["code"] = new("Azure's code completions", [new(1, CodePrompt, CodeAnswer)]),
        ["long"] = new("conversation, one request in ten as long as Mooncake's",
            [new(0.9, ConversationPrompt, ConversationAnswer), new(0.1, LongPrompt, LongAnswer)]),
        ["reasoning"] = new("short problems, long solutions", [new(1, ProblemPrompt, ReasonedAnswer)]),
        ["serial"] = new("half small payloads, half heavy ones",
            [
                new(0.5, TokenLengths.Fixed(SmallTokens), SerialAnswer),
                new(0.25, TokenLengths.Fixed(LargeTokens), SerialAnswer),
                new(0.25, TokenLengths.Fixed(HugeTokens), SerialAnswer),
            ]),
    };
}
