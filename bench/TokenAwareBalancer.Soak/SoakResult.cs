using TokenAwareBalancer.Soak.Accounting;
using TokenAwareBalancer.Soak.Measuring;

namespace TokenAwareBalancer.Soak;

/// <summary>What a soak has found.</summary>
/// <param name="Problems">Everything that is not as it must be; empty when all is well.</param>
/// <param name="Book">The requests.</param>
/// <param name="Readings">One for each round, the warm-up's first.</param>
/// <param name="AfterStop">What the process held when all was stopped.</param>
/// <param name="Leases">Leases opened, each settled.</param>
/// <param name="Restarts">How often a backend was taken down.</param>
internal sealed record SoakResult(
    IReadOnlyList<string> Problems,
    RequestBook Book,
    IReadOnlyList<ProcessReading> Readings,
    ProcessReading AfterStop,
    long Leases,
    int Restarts);
