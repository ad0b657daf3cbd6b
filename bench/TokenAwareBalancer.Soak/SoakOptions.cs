namespace TokenAwareBalancer.Soak;

/// <summary>What a soak is asked to do.</summary>
/// <param name="Duration">How long load is put on, the warm-up included.</param>
/// <param name="Concurrency">Clients at once.</param>
/// <param name="Seed">What every draw begins from.</param>
/// <param name="ReportEvery">How long a round lasts, after each of which everything must be back at zero.</param>
/// <param name="IsJson">Whether the result is printed as JSON, and nothing else on standard output.</param>
internal sealed record SoakOptions(
    TimeSpan Duration, int Concurrency, int Seed, TimeSpan ReportEvery, bool IsJson);
