namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>What an engine says of itself.</summary>
/// <param name="Kind">Which it is.</param>
/// <param name="Models">What it serves, at least one.</param>
/// <param name="Slots">How many requests it runs at once; null when it does not tell.</param>
internal sealed record FoundEngine(EngineKind Kind, IReadOnlyList<string> Models, int? Slots);
