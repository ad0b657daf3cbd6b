using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>What all policies are given alike: the requests of one load and seed.</summary>
internal sealed record RunInput(IReadOnlyList<SimulatedRequest> Requests, double RatePerSecond, IsolatedTimes Isolated);
