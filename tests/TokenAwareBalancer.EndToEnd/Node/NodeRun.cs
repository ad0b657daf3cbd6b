namespace TokenAwareBalancer.Node;

/// <summary>What came of a script.</summary>
/// <param name="Checks">What it reported, in its order.</param>
/// <param name="Ending">How it ended, with all it wrote on standard error.</param>
internal sealed record NodeRun(IReadOnlyList<NodeCheck> Checks, string Ending);
