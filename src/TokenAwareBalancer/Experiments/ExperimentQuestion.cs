using TokenAwareBalancer.Experiments.Capacity;
using TokenAwareBalancer.Experiments.Sweeping;

namespace TokenAwareBalancer.Experiments;

/// <summary>What is asked of the simulator.</summary>
/// <param name="Plan">What to simulate.</param>
/// <param name="Capacity">Null unless one is to be found.</param>
/// <param name="Sweep">Null unless one thing is to vary.</param>
internal sealed record ExperimentQuestion(ExperimentPlan Plan, CapacityQuestion? Capacity, Sweep? Sweep);
