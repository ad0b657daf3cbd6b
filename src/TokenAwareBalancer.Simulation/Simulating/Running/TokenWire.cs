namespace TokenAwareBalancer.Simulating.Running;

/// <summary>The way back from an engine: what is put in comes out later, in order.</summary>
internal sealed class TokenWire : IEventTarget
{
    private readonly FleetRun _run;
    private readonly Queue<(RequestInFlight Request, int Ordinal, double Seconds)> _tokens = new();
    private double _postedSeconds = double.NaN;

    public TokenWire(FleetRun run) => _run = run;

    public void Carry(RequestInFlight request, int ordinal)
    {
        var seconds = _run.Time.NowSeconds + _run.Plan.NetworkDelaySeconds;
        _tokens.Enqueue((request, ordinal, seconds));
        // All tokens of one moment come together.
        if (seconds == _postedSeconds)
            return;
        _postedSeconds = seconds;
        _run.Events.Post(seconds, this);
    }

    public void OnDue()
    {
        while (_tokens.TryPeek(out var token) && token.Seconds <= _run.Time.NowSeconds)
        {
            _tokens.Dequeue();
            token.Request.Balancer.OnToken(token.Request, token.Ordinal);
        }
    }
}
