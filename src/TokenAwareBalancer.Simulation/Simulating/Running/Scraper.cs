using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating.Running;

/// <summary>Reads the state of every engine at intervals, for every balancer.</summary>
internal sealed class Scraper : IEventTarget
{
    /// <summary>As live: what is older than three periods is stale.</summary>
    private const double FreshPeriods = 3;

    private readonly FleetRun _run;
    private readonly double _periodSeconds;

    public Scraper(FleetRun run, double periodSeconds) => (_run, _periodSeconds) = (run, periodSeconds);

    public void OnDue()
    {
        foreach (var site in _run.Sites)
            Read(site);
        _run.Events.Post(_run.Time.NowSeconds + _periodSeconds, this);
    }

    private void Read(EngineSite site)
    {
        var engine = site.Engine;
        var profile = engine.Profile;
        var state = new EngineState
        {
            Engine = EngineOf(profile),
            Running = engine.RunningRequests,
            Waiting = engine.WaitingRequests,
            KvUse = profile.IsBatching ? (double)engine.KvTokens / profile.KvTokens : null,
            KvCapacityTokens = profile.IsBatching ? profile.KvTokens : null,
            ScrapedAtSeconds = _run.Time.NowSeconds,
            FreshForSeconds = FreshPeriods * _periodSeconds,
        };
        var arrival = new Arrival(_run, site.Index, state, profile.IsBatching ? null : profile.Slots);
        _run.Events.Post(_run.Time.NowSeconds + _run.Plan.NetworkDelaySeconds, arrival);
    }

    /// <summary>What an engine calls itself: its program, of which every hardware runs the same.</summary>
    public static string EngineOf(HardwareProfile profile) => profile.IsBatching ? "vllm" : "llama.cpp";

    private sealed record Arrival(FleetRun Run, int Place, EngineState State, int? Slots) : IEventTarget
    {
        public void OnDue()
        {
            foreach (var balancer in Run.Balancers)
                balancer.OnScraped(Place, State, Slots);
        }
    }
}
