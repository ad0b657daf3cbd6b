using System.Globalization;

namespace TokenAwareBalancer.Workloads;

/// <summary>The requests' own times, from the first one on, divided by a scale: 2 is twice as fast.</summary>
internal sealed class TraceArrivals : ArrivalProcess
{
    private readonly double _scale;

    public TraceArrivals(double scale) => _scale = scale;

    public override string Description => _scale == 1
        ? "arrivals as recorded"
        : string.Create(CultureInfo.InvariantCulture, $"arrivals as recorded, {_scale:0.###} times as fast");

    public override IEnumerable<PlannedRequest> Schedule(IEnumerable<PlannedRequest> requests, int seed)
    {
        double? firstSeconds = null;
        foreach (var request in requests)
        {
            firstSeconds ??= request.ArrivalSeconds;
            yield return request with { ArrivalSeconds = (request.ArrivalSeconds - firstSeconds.Value) / _scale };
        }
    }
}
