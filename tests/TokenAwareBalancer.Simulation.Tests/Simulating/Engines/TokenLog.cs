namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>Runs an engine through requests in virtual time, and notes each token.</summary>
internal sealed class TokenLog : ITokenSink
{
    private readonly Dictionary<ScheduledRequest, int> _places = [];

    public TokenLog(bool wantsEachToken = true) => WantsEachToken = wantsEachToken;

    public bool WantsEachToken { get; }

    public List<(int Request, int Ordinal, double Seconds)> Tokens { get; } = [];

    public List<ScheduledRequest> Requests { get; } = [];

    public void OnToken(ScheduledRequest request, int ordinal, double seconds) =>
        Tokens.Add((_places[request], ordinal, seconds));

    /// <summary>Each request is added when it comes; the check runs after every step.</summary>
    public TokenLog Run(EngineModel engine, IReadOnlyList<SimulatedRequest> requests, Action? check = null)
    {
        var next = 0;
        while (true)
        {
            var due = engine.NextDueSeconds ?? double.PositiveInfinity;
            var arrival = next < requests.Count ? requests[next].ArrivalSeconds : double.PositiveInfinity;
            if (double.IsPositiveInfinity(Math.Min(due, arrival)))
                return this;
            // Those who come at the moment an iteration ends are there when the next begins.
            for (; next < requests.Count && requests[next].ArrivalSeconds <= Math.Min(due, arrival); next++)
                engine.Add(Create(requests[next]));
            engine.Advance(Math.Min(due, arrival), this);
            check?.Invoke();
        }
    }

    private ScheduledRequest Create(SimulatedRequest request)
    {
        var created = new ScheduledRequest(request.PromptTokens, request.OutputTokens) { BlockIds = request.BlockIds };
        _places.Add(created, Requests.Count);
        Requests.Add(created);
        return created;
    }
}
