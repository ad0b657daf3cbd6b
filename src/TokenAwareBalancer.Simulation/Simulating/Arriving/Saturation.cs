using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating.Arriving;

/// <summary>
/// How many requests of a kind a fleet serves in the long run, found by giving each engine all it can take.
/// </summary>
/// <remarks>
/// An engine is given its part of the requests at once, and runs until all are answered: its rate is that of the middle
/// three fifths of the answers, while its batch is full. The fleet's is the sum. Of requests that share prefixes each
/// engine gets every nth in order, n engines being there: what no more than blind turns would let it find in its cache.
/// A policy that sends requests to where their prefixes are can serve more than this.
/// </remarks>
public static class Saturation
{
    /// <summary>Enough for a rate that is within one part in a hundred.</summary>
    private const int RequestsPerEngine = 40_000;

    private const double FirstPart = 0.2;
    private const double LastPart = 0.8;

    /// <summary>Requests per second of the whole fleet.</summary>
    /// <param name="fleet">The engines.</param>
    /// <param name="requests">What kind of requests: times do not matter, order only where prefixes are shared.</param>
    /// <param name="seed">Decides which are taken, and in which order, where prefixes do not tell.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static double FindRatePerSecond(
        IReadOnlyList<SimulatedBackend> fleet,
        IReadOnlyList<SimulatedRequest> requests,
        int seed = 1,
        CancellationToken cancellationToken = default)
    {
        if (requests.Any(request => !request.BlockIds.IsEmpty))
            return fleet.Select((backend, place) => FindEngineRatePerSecond(
                backend.Profile,
                [.. requests.Where((_, index) => index % fleet.Count == place)],
                cancellationToken)).Sum();

        var drawn = Arrivals.Shuffle(requests, RequestsPerEngine, seed);
        return fleet.GroupBy(backend => backend.Profile)
            .Sum(alike => alike.Count() * FindEngineRatePerSecond(alike.Key, drawn, cancellationToken));
    }

    /// <summary>Requests per second of one engine that always has some waiting.</summary>
    public static double FindEngineRatePerSecond(
        HardwareProfile profile,
        IReadOnlyList<SimulatedRequest> requests,
        CancellationToken cancellationToken = default)
    {
        var engine = EngineModel.Create(profile);
        var ends = new EndTimes();
        foreach (var request in requests)
        {
            var asked = new ScheduledRequest(request.PromptTokens, request.OutputTokens)
            {
                BlockIds = request.BlockIds,
                BlockTokens = request.BlockTokens,
            };
            if (engine.CanHold(asked))
                engine.Add(asked);
        }

        for (engine.Advance(0, ends); engine.NextDueSeconds is { } due;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            engine.Advance(due, ends);
        }

        return ends.RatePerSecond();
    }

    private sealed class EndTimes : ITokenSink
    {
        private readonly List<double> _seconds = [];

        public bool WantsEachToken => false;

        public void OnToken(ScheduledRequest request, int ordinal, double seconds)
        {
            if (ordinal == request.OutputTokens)
                _seconds.Add(seconds);
        }

        public double RatePerSecond()
        {
            var first = (int)(_seconds.Count * FirstPart);
            var last = (int)(_seconds.Count * LastPart);
            return last > first
                ? (last - first) / (_seconds[last] - _seconds[first])
                : throw new ArgumentException("Too few requests fit the engine to find its rate: give 5 or more.");
        }
    }
}
