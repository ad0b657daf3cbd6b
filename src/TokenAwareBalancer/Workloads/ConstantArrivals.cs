using System.Globalization;

namespace TokenAwareBalancer.Workloads;

/// <summary>The same time between any two requests; the first at once.</summary>
internal sealed class ConstantArrivals : ArrivalProcess
{
    private readonly double _ratePerSecond;

    public ConstantArrivals(double ratePerSecond) => _ratePerSecond = ratePerSecond;

    public override string Description =>
        string.Create(CultureInfo.InvariantCulture, $"constant arrivals, {_ratePerSecond:0.###} per second");

    public override IEnumerable<PlannedRequest> Schedule(IEnumerable<PlannedRequest> requests, int seed) =>
        requests.Select((request, index) => request with { ArrivalSeconds = index / _ratePerSecond });
}
