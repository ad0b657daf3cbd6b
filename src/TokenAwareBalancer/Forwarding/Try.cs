using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Forwarding;

/// <summary>One request at one backend.</summary>
/// <param name="Exchange">The request, received whole.</param>
/// <param name="Backend">Where it is sent.</param>
/// <param name="Observation">Is shown the answer as it passes.</param>
/// <param name="Failover">Whether another backend could answer instead.</param>
/// <param name="Definition">What was configured about the backend when it was chosen.</param>
internal sealed record Try(
    Exchange Exchange,
    Backend Backend,
    TryObservation Observation,
    FailoverChance Failover,
    BackendDefinition Definition);
