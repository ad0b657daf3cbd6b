using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Reloading;

/// <summary>Keeps a reload from opening the operators' port to everybody.</summary>
/// <remarks>
/// The new file is right by itself: its own <c>admin.listen</c> may be on loopback. The port that is open is the one
/// that the process was started with.
/// </remarks>
internal static class AdminPortGuard
{
    /// <returns>What is wrong; empty when nothing is.</returns>
    public static IReadOnlyList<ConfigurationError> Check(BalancerOptions started, BalancerOptions next, string file) =>
        next.Admin.Token is null
        && started.Admin.Listen.FirstOrDefault(port => !port.Address.IsLoopback) is { } open
            ? [new(null, null, "admin.token", null,
                $"cannot go while the admin port is open at {open}, as it is until a restart", "a token, or a restart")
            {
                Origin = file,
            }]
            : [];
}
