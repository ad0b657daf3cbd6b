using System.Globalization;

namespace TokenAwareBalancer.Workloads;

/// <summary>Independent users: exponential times between requests, the first one included.</summary>
internal sealed class PoissonArrivals : ArrivalProcess
{
    /// <summary>Apart from the draws of the workload, or long prompts would come at times of their own.</summary>
    private const long RandomStream = -1;

    private readonly double _ratePerSecond;

    public PoissonArrivals(double ratePerSecond) => _ratePerSecond = ratePerSecond;

    public override string Description =>
        string.Create(CultureInfo.InvariantCulture, $"Poisson arrivals, {_ratePerSecond:0.###} per second");

    public override IEnumerable<PlannedRequest> Schedule(IEnumerable<PlannedRequest> requests, int seed)
    {
        var random = new SeededRandom(seed, RandomStream);
        var arrivalSeconds = 0.0;
        foreach (var request in requests)
        {
            arrivalSeconds += -Math.Log(1 - random.NextDouble()) / _ratePerSecond;
            yield return request with { ArrivalSeconds = arrivalSeconds };
        }
    }
}
