using System.Globalization;
using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Simulating.Arriving;

namespace TokenAwareBalancer.Experiments.Sources;

/// <summary>The requests of one trace, or of several that are mixed.</summary>
/// <remarks>
/// Several begin at the same time and are merged by it. Where prefixes are shared the order stays that of the traces,
/// since who comes before whom decides what is in a cache; else it is drawn by the seed, each request once before any
/// comes again. When a list in its own order has to begin again, its prefixes are new ones.
/// </remarks>
internal sealed class TraceSource : RequestSource
{
    private readonly SimulatedRequest[] _requests;
    private readonly bool _sharesPrefixes;
    private readonly long _ids;

    private TraceSource(string description, SimulatedRequest[] requests, long ids)
    {
        _requests = requests;
        _ids = ids;
        _sharesPrefixes = ids > 0;
        Description = description;
    }

    public override string Description { get; }

    public override bool HasTimes => _requests.Length > 1 && _requests[^1].ArrivalSeconds > 0;

    /// <exception cref="Workloads.WorkloadException">A file cannot be read.</exception>
    public static TraceSource Open(IReadOnlyList<string> paths)
    {
        List<SimulatedRequest> all = [];
        long ids = 0;
        foreach (var path in paths)
        {
            var trace = TraceRequests.Read(path).Select(request => Shift(request, 0, ids)).ToArray();
            ids = Math.Max(ids, trace.Max(LargestId) + 1);
            all.AddRange(trace);
        }

        return new TraceSource(Describe(paths, all), [.. all.OrderBy(request => request.ArrivalSeconds)], ids);
    }

    public override int DefaultCount(bool atOwnTimes) =>
        IsDrawn(atOwnTimes) ? DrawnSource.UsualCount : _requests.Length;

    public override bool IsDrawn(bool atOwnTimes) => !atOwnTimes && !_sharesPrefixes;

    public override IReadOnlyList<SimulatedRequest> Take(int count, int seed, bool atOwnTimes)
    {
        if (IsDrawn(atOwnTimes))
            return Arrivals.Shuffle(_requests, count, seed);
        // The gap between two rounds is the mean gap within one.
        var roundSeconds = _requests[^1].ArrivalSeconds * _requests.Length / Math.Max(1, _requests.Length - 1);
        return [.. Enumerable.Range(0, count)
            .Select(index => (Round: index / _requests.Length, Place: index % _requests.Length))
            .Select(one => Shift(_requests[one.Place], one.Round * roundSeconds, one.Round * _ids))];
    }

    public override IReadOnlyList<SimulatedRequest> Sample() => _requests;

    private static SimulatedRequest Shift(in SimulatedRequest request, double seconds, long ids) => request with
    {
        ArrivalSeconds = request.ArrivalSeconds + seconds,
        BlockIds = ids == 0 || request.BlockIds.IsEmpty
            ? request.BlockIds
            : (long[])[.. request.BlockIds.ToArray().Select(id => id + ids)],
    };

    private static long LargestId(SimulatedRequest request)
    {
        var largest = -1L;
        foreach (var id in request.BlockIds.Span)
            largest = Math.Max(largest, id);
        return largest;
    }

    private static string Describe(IReadOnlyList<string> paths, List<SimulatedRequest> all)
    {
        var sharing = all.Exists(request => !request.BlockIds.IsEmpty) ? ", prefixes shared" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"trace {string.Join(" + ", paths.Select(Path.GetFileName))}: {all.Count:#,0} requests, "
            + $"{all.Average(request => request.PromptTokens):#,0} prompt tokens on average, "
            + $"{all.Average(request => request.OutputTokens):#,0} of answer{sharing}");
    }
}
