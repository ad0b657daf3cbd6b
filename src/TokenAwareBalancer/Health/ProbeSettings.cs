using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Health;

/// <summary>How one backend is probed.</summary>
/// <param name="IsOn">Whether at all.</param>
/// <param name="Interval">Between two probes, before the jitter.</param>
/// <param name="Timeout">Of one probe.</param>
/// <param name="Jitter">By which part of itself the interval varies.</param>
/// <param name="Path">What is asked; null finds out.</param>
internal sealed record ProbeSettings(bool IsOn, TimeSpan Interval, TimeSpan Timeout, double Jitter, string? Path)
{
    public static ProbeSettings Of(HealthOptions general, BackendHealthOptions own) => new(
        own.Probes ?? general.Probes,
        own.Interval ?? general.Interval,
        own.Timeout ?? general.Timeout,
        general.Jitter,
        (own.Path ?? general.Path)?.TrimStart('/'));
}
