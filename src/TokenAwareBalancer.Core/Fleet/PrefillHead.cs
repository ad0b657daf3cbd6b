using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Fleet;

/// <summary>The prompt that an engine is believed to be computing: the one sent first of those without content.</summary>
/// <param name="Work">All of it; nothing while none is pending.</param>
/// <param name="ElapsedSeconds">
/// Since its turn came: when the one before it was done, or when it was sent to an engine with nothing to compute.
/// </param>
public readonly record struct PrefillHead(PrefillWork Work, double ElapsedSeconds);
