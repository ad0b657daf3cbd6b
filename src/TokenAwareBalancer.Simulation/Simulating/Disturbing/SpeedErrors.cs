using System.Collections.Frozen;

namespace TokenAwareBalancer.Simulating.Disturbing;

/// <summary>How wrong the first belief about the speed of engines is.</summary>
/// <param name="Error">
/// Of the times that an engine is believed to take: 1 believes it half as fast as it is, -0.5 twice as fast.
/// </param>
/// <param name="Noise">The same for each engine on its own, as the deviation of a logarithm.</param>
public sealed record SpeedErrors(double Error = 0, double Noise = 0)
{
    /// <summary>Instead of <see cref="Error"/>, by the name of a hardware profile.</summary>
    public FrozenDictionary<string, double> OfProfiles { get; init; } = FrozenDictionary<string, double>.Empty;

    internal double ErrorOf(string profile) => OfProfiles.GetValueOrDefault(profile, Error);
}
