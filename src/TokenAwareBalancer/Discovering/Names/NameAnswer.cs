namespace TokenAwareBalancer.Discovering.Names;

/// <summary>What DNS knows of a name.</summary>
/// <param name="Places">In an order that is always the same; none is no answer.</param>
/// <param name="HoldsFor">As long as its records say; zero where that is not known.</param>
internal sealed record NameAnswer(IReadOnlyList<FoundPlace> Places, TimeSpan HoldsFor);
