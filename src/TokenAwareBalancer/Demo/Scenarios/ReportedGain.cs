namespace TokenAwareBalancer.Demo.Scenarios;

/// <summary>What another author measured against round robin: changes, -0.12 for 12 % less.</summary>
internal sealed record ReportedGain(double Average, double P90);
