using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Pacing;

/// <summary>How far an engine is believed to be with the prompts that it was sent.</summary>
/// <param name="Remaining">Of all prompts without content, what is not computed at this moment.</param>
/// <param name="AfterIteration">What of that will be left when the iteration at hand ends.</param>
/// <param name="IterationLeftMilliseconds">When that will be; 0 for an engine with nothing to do.</param>
public readonly record struct PrefillProgress(
    PrefillWork Remaining, PrefillWork AfterIteration, double IterationLeftMilliseconds);
