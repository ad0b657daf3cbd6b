namespace TokenAwareBalancer.Restarts;

/// <summary>One transition of one backend's health.</summary>
internal sealed record HealthLine(string Backend, string From, string To, string Reason);
