namespace TokenAwareBalancer.Serving;

/// <summary>Tests that measure time: they run one by one, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimeCritical
{
    public const string Name = "Time-critical";
}
