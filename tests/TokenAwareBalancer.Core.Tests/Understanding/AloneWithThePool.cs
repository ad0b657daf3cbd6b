namespace TokenAwareBalancer.Understanding;

/// <summary>
/// Tests beside which nothing else runs: others would take readers from the shared pool, and the processor.
/// </summary>
[CollectionDefinition(nameof(AloneWithThePool), DisableParallelization = true)]
public sealed class AloneWithThePool;
