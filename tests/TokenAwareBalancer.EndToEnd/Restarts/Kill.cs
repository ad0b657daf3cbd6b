namespace TokenAwareBalancer.Restarts;

/// <summary>One kill of an engine.</summary>
/// <param name="Backend">Its name in the balancer.</param>
/// <param name="Downtime">From its end until it was started again.</param>
/// <param name="Silence">From its start until it had given a whole answer again.</param>
internal sealed record Kill(string Backend, TimeSpan Downtime, TimeSpan Silence);
