namespace TokenAwareBalancer.Demo;

/// <summary>Which cell of the demo's grid.</summary>
internal sealed record CellKey(string Scenario, string Policy, int Seed)
{
    public override string ToString() => $"{Scenario}, {Policy}, seed {Seed}";
}
