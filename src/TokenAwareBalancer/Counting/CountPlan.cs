using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Counting;

/// <summary>What to count, and as what.</summary>
/// <param name="Inputs">Files, directories, and <c>-</c>; at least one.</param>
/// <param name="IsText">Nothing is taken for a request.</param>
/// <param name="Request">Everything is a request of this API; null to look.</param>
internal sealed record CountPlan(IReadOnlyList<string> Inputs, bool IsText, ApiSurface? Request);
