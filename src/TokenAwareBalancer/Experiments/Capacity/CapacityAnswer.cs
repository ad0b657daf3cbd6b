using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Running;

namespace TokenAwareBalancer.Experiments.Capacity;

/// <summary>What was found for one policy.</summary>
/// <param name="Policy">Whose.</param>
/// <param name="RatePerSecond">The highest that held, or the one asked for; 0 when none did.</param>
/// <param name="Fleet">The engines it is of; null when no number of them held it.</param>
/// <param name="At">What it was like there; null when nothing held.</param>
/// <param name="IsBound">
/// Whether what is more does not hold, or fewer engines; else the search ended at its own limit, and all below held,
/// or no number of engines did.
/// </param>
/// <param name="Runs">Simulations that it took.</param>
internal sealed record CapacityAnswer(
    string Policy, double RatePerSecond, ExperimentFleet? Fleet, PolicyOutcome? At, bool IsBound, int Runs);
