using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Configuration.Declaring;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Configuration;

/// <summary>The names that the core defines and the file refers to.</summary>
internal sealed record ConfigurationVocabulary(IReadOnlyList<string> Policies, IReadOnlyList<string> Tokenizers)
{
    /// <summary>
    /// What this program ships. The tokenizer <c>none</c> leaves counting to learned bytes per token, <c>auto</c> goes
    /// by the model's name.
    /// </summary>
    public static ConfigurationVocabulary Shipped { get; } = new(
        BalancingPolicies.Names, [ModelOptions.AutomaticTokenizer, .. BuiltInTokenizers.Names, "none"]);

    public IReadOnlyList<string> NamesOf(NameKind kind) => kind switch
    {
        NameKind.Policy => Policies,
        NameKind.Tokenizer => Tokenizers,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
