namespace TokenAwareBalancer.Node;

/// <summary>What a script found of one thing that a client should do.</summary>
/// <param name="Name">What should hold.</param>
/// <param name="Ok">Whether it does.</param>
/// <param name="Detail">What was seen, or what went wrong.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record NodeCheck(string Name, bool Ok, string? Detail, int Milliseconds);
