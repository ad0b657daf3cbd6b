using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating.Running;

/// <summary>One run: its clock, its events, and who takes part.</summary>
internal sealed class FleetRun
{
    private const int ProgressEvery = 4096;

    private readonly IProgress<SimulationProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly SimulatedRequest[] _requests;
    private readonly SeededRandom _spread;
    private int _arrived;
    private int _ended;
    private int _refused;

    public FleetRun(
        SimulationPlan plan, IProgress<SimulationProgress>? progress, CancellationToken cancellationToken)
    {
        Plan = plan;
        _progress = progress;
        _cancellationToken = cancellationToken;
        _requests = [.. plan.Requests];
        Records = new RequestRecord[_requests.Length];
        Time = new VirtualTime(Events);
        Beliefs = new DisturbedBeliefs(plan);
        _spread = new SeededRandom(plan.Seed, stream: -2);
        Sites = [.. plan.Fleet.Select(CreateSite)];
        Balancers = [.. Enumerable.Range(0, plan.Balancers).Select(number => new SimulatedBalancer(this, number))];
        if (plan.ScrapePeriodSeconds is { } periodSeconds)
            Events.Post(0, new Scraper(this, periodSeconds));
    }

    public SimulationPlan Plan { get; }

    public EventQueue Events { get; } = new();

    public VirtualTime Time { get; }

    public DisturbedBeliefs Beliefs { get; }

    public RequestRecord[] Records { get; }

    public EngineSite[] Sites { get; }

    public SimulatedBalancer[] Balancers { get; }

    public ref readonly SimulatedRequest Request(int index) => ref _requests[index];

    public void ToEnd()
    {
        while (_ended < _requests.Length)
        {
            var arrivalSeconds = _arrived < _requests.Length
                ? _requests[_arrived].ArrivalSeconds
                : double.PositiveInfinity;
            if (Events.NextSeconds <= arrivalSeconds)
            {
                Time.NowSeconds = Events.NextSeconds;
                Events.Take().OnDue();
            }
            else
            {
                Time.NowSeconds = arrivalSeconds;
                Arrive(_arrived++);
            }
        }
    }

    /// <summary>A request is answered, or refused.</summary>
    public void OnEnded(bool isRefused)
    {
        _ended++;
        _refused += isRefused ? 1 : 0;
        if (_ended % ProgressEvery != 0 && _ended != _requests.Length)
            return;
        _cancellationToken.ThrowIfCancellationRequested();
        _progress?.Report(new SimulationProgress(_ended, _requests.Length));
    }

    public SimulationResult CreateResult(double wallSeconds) => new()
    {
        Records = Records,
        WarmUpRequests = (int)(_requests.Length * Plan.WarmUpShare),
        Preemptions = Sites.Sum(site => site.Engine.Preemptions),
        Refused = _refused,
        SimulatedSeconds = Time.NowSeconds,
        WallSeconds = wallSeconds,
    };

    private void Arrive(int index)
    {
        ref readonly var request = ref _requests[index];
        Records[index] = new RequestRecord
        {
            ArrivalSeconds = request.ArrivalSeconds,
            DispatchSeconds = double.NaN,
            FirstTokenSeconds = double.NaN,
            EndSeconds = double.NaN,
            PromptTokens = request.PromptTokens,
            OutputTokens = request.OutputTokens,
            Tenant = request.Tenant,
        };
        Balancers[Balancers.Length == 1 ? 0 : _spread.NextInteger(0, Balancers.Length - 1)].Arrive(index);
    }

    private EngineSite CreateSite(SimulatedBackend backend, int index)
    {
        var random = new SeededRandom(Plan.Seed, stream: -10 - index);
        return new EngineSite(this, index, EngineModel.Create(
            backend.Profile, new EngineVariation(Plan.Jitter, random) { Slow = FindSlowStretch(backend.Name) }));
    }

    private SlowStretch? FindSlowStretch(string backend)
    {
        if (Plan.Slowdowns.FirstOrDefault(one => one.Backend == backend) is not { } slowdown)
            return null;
        var (first, last) = (_requests[0].ArrivalSeconds, _requests[^1].ArrivalSeconds);
        return new SlowStretch(
            slowdown.Times,
            first + slowdown.FromPart * (last - first),
            slowdown.ToPart is { } part ? first + part * (last - first) : double.PositiveInfinity);
    }
}
