using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Pacing;

/// <summary>A backend as one of its group: a copy of what it has learned.</summary>
/// <remarks>Guarded by the lock of <see cref="EngineSpeeds"/>.</remarks>
internal sealed class SpeedMember(Backend backend)
{
    public Backend Backend { get; } = backend;

    /// <summary>What it was in group for: another engine or definition may make it another's.</summary>
    public BackendDefinition? Definition { get; set; }

    public string? Engine { get; set; }

    public CostSums Sums { get; } = new();

    public PaceReading Reading { get; private set; }

    public void Refresh(double nowSeconds) => Reading = Backend.Watch.Read(Sums, nowSeconds);
}
