namespace TokenAwareBalancer.Learning.Snapshots;

/// <summary>The lengths of the answers of one group.</summary>
/// <param name="Tenant">The name of the client's key; null for those of everybody, and where no keys are asked for.</param>
/// <param name="PromptTokens">The shortest prompt of the group; null for prompts of all lengths.</param>
/// <param name="Lengths">Only those that there were.</param>
public sealed record LengthGroupSnapshot(string? Tenant, int? PromptTokens, IReadOnlyList<LengthSnapshot> Lengths);
