using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Fleet;

/// <summary>What is configured about one model.</summary>
/// <param name="Name">As clients say it.</param>
/// <param name="TokenCounter">Its tokenizer; null when it has none that is known here.</param>
public sealed record ModelDefinition(string Name, ITokenCounter? TokenCounter = null);
