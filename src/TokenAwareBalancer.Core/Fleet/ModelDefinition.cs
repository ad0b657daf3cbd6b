using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Fleet;

/// <summary>What is configured about one model.</summary>
/// <param name="Name">As clients say it.</param>
/// <param name="TokenCounter">Its tokenizer; null when it has none that is known here.</param>
/// <param name="TokenCounterFrom">What the tokenizer was chosen by.</param>
public sealed record ModelDefinition(
    string Name, ITokenCounter? TokenCounter = null, TokenizerOrigin TokenCounterFrom = TokenizerOrigin.Configuration)
{
    /// <summary>
    /// What backends call it by the configuration, whether or not any of them is there just now; null where only those
    /// that are there tell.
    /// </summary>
    public IReadOnlyList<string>? OwnNames { get; init; }

    /// <summary>A model whose tokenizer nobody has named: the one that its name is known for, if it is.</summary>
    /// <param name="name">As clients say it.</param>
    /// <param name="ownNames">What the backends that serve it call it; they know best.</param>
    public static ModelDefinition ByName(string name, IEnumerable<string> ownNames) =>
        WellKnownModels.FindTokenizer(ownNames) is { } tokenizer && BuiltInTokenizers.TryGet(tokenizer, out var counter)
            ? new(name, counter, TokenizerOrigin.ModelName)
            : new(name, null, TokenizerOrigin.ModelName);
}
