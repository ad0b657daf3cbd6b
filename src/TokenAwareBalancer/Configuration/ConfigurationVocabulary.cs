using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>The names that the core defines and the file refers to.</summary>
internal sealed record ConfigurationVocabulary(IReadOnlyList<string> Policies, IReadOnlyList<string> Tokenizers)
{
    /// <summary>What this program ships.</summary>
    public static ConfigurationVocabulary Shipped { get; } = new(
        ["round-robin", "least-connections", "least-tokens", "pending-prefill"],
        ["cl100k_base", "o200k_base", "none"]);

    public IReadOnlyList<string> NamesOf(NameKind kind) => kind switch
    {
        NameKind.Policy => Policies,
        NameKind.Tokenizer => Tokenizers,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
