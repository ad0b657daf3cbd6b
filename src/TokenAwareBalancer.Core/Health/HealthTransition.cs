namespace TokenAwareBalancer.Health;

/// <summary>A step from one state to another.</summary>
/// <param name="From">The state it left.</param>
/// <param name="To">The state it entered.</param>
/// <param name="Reason">Why.</param>
/// <param name="AtSeconds">When, on the clock of the caller.</param>
/// <param name="DeadlineSeconds">When the new state ends by itself; null where something has to happen.</param>
public readonly record struct HealthTransition(
    HealthState From, HealthState To, HealthReason Reason, double AtSeconds, double? DeadlineSeconds);
