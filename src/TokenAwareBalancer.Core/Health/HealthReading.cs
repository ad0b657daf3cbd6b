namespace TokenAwareBalancer.Health;

/// <summary>A backend's health at a moment.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it came there.</param>
/// <param name="SinceSeconds">When it came there.</param>
/// <param name="DeadlineSeconds">When the state ends by itself; null where something has to happen.</param>
/// <param name="Standing">Who is chosen before it.</param>
public sealed record HealthReading(
    HealthState State, HealthReason Reason, double SinceSeconds, double? DeadlineSeconds, Standing Standing)
{
    /// <summary>
    /// The part of its fair share that a <see cref="Standing.Rising"/> backend gets: from
    /// <paramref name="firstShare"/> up to 1 as its time passes.
    /// </summary>
    public double ShareAt(double nowSeconds, double firstShare)
    {
        if (Standing != Standing.Rising)
            return Standing == Standing.Full ? 1 : 0;
        if (State != HealthState.Recovering || DeadlineSeconds is not { } deadlineSeconds)
            return firstShare;
        var part = (nowSeconds - SinceSeconds) / (deadlineSeconds - SinceSeconds);
        return firstShare + (1 - firstShare) * Math.Clamp(part, 0, 1);
    }
}
