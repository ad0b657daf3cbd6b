using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Reloading;

/// <summary>What became of one reload.</summary>
/// <param name="Trigger">What called for it: <c>file</c>, <c>signal</c> or <c>admin</c>.</param>
/// <param name="At">When.</param>
/// <param name="Errors">Why nothing was changed; empty when the new configuration is in force.</param>
/// <param name="Changes">What it did to the fleet; null when nothing was changed.</param>
internal sealed record ReloadResult(
    string Trigger, DateTimeOffset At, IReadOnlyList<ConfigurationError> Errors, FleetChanges? Changes)
{
    public bool IsSuccess => Errors.Count == 0;
}
