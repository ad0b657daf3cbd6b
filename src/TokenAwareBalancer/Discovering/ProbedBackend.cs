using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Discovering;

/// <summary>What one backend said when it was asked.</summary>
/// <param name="Backend">Who was asked.</param>
/// <param name="IsAnswering">Whether it can be expected to serve.</param>
/// <param name="Models">What it lists; empty when it does not say.</param>
internal sealed record ProbedBackend(Backend Backend, bool IsAnswering, IReadOnlyList<ListedModel> Models);
