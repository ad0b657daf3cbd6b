using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating.Running;

/// <summary>
/// An engine at its place in the fleet: moves it on when it is due, and carries its tokens to the balancers.
/// </summary>
internal sealed class EngineSite : IEventTarget, ITokenSink
{
    private readonly FleetRun _run;
    private readonly TokenWire? _wire;
    private double _postedSeconds = double.NaN;

    public EngineSite(FleetRun run, int index, EngineModel engine)
    {
        (_run, Index, Engine) = (run, index, engine);
        _wire = run.Plan.NetworkDelaySeconds > 0 ? new TokenWire(run) : null;
    }

    /// <summary>Its place in the fleet.</summary>
    public int Index { get; }

    public EngineModel Engine { get; }

    public bool WantsEachToken => true;

    /// <summary>A request has arrived here.</summary>
    public void Receive(RequestInFlight request)
    {
        if (!Engine.CanHold(request))
        {
            request.Balancer.OnTooLarge(request);
            return;
        }

        Engine.Add(request);
        Advance();
    }

    public void OnDue() => Advance();

    public void OnToken(ScheduledRequest request, int ordinal, double seconds)
    {
        var inFlight = (RequestInFlight)request;
        if (_wire is null)
            inFlight.Balancer.OnToken(inFlight, ordinal);
        else
            _wire.Carry(inFlight, ordinal);
    }

    private void Advance()
    {
        Engine.Advance(_run.Time.NowSeconds, this);
        if (Engine.NextDueSeconds is not { } due || due == _postedSeconds)
            return;
        _postedSeconds = due;
        _run.Events.Post(due, this);
    }
}
