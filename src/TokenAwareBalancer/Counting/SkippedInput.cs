namespace TokenAwareBalancer.Counting;

/// <summary>A file that was not counted, and why.</summary>
internal sealed record SkippedInput(string Name, string Reason);
