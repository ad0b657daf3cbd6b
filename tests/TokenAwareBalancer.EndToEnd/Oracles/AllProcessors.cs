namespace TokenAwareBalancer.Oracles;

/// <summary>Tests that keep all processors busy: they run after those to which time matters.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AllProcessors
{
    public const string Name = "All processors";
}
