using System.Collections.Frozen;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Pacing;

/// <summary>
/// Engines in virtual time behind Core's own gate, with the ways in which what is seen of them differs from what they
/// do: so that what is learned can be held against the truth.
/// </summary>
internal sealed class WatchedFleet : ITokenSink
{
    private readonly PriorityQueue<Action, (double Seconds, long Number)> _events = new();
    private readonly VirtualClock _clock = new();
    private readonly AdmissionGate _gate;
    private readonly ServedModel _model;
    private readonly SeededRandom _random = new(99);
    private long _posted;

    public WatchedFleet(
        IReadOnlyList<HardwareProfile> profiles,
        double jitter = 0,
        string policy = "pending-prefill",
        Func<int, FrozenDictionary<string, string>>? labels = null,
        (int Engine, double FromSeconds, double UntilSeconds, double Factor)? slowdown = null,
        int? maxConcurrency = null,
        double[]? weights = null)
    {
        var backends = profiles.Select((_, index) => new Backend(new BackendDefinition
        {
            Name = $"engine-{index}",
            Address = new Uri($"http://engine-{index}.invalid/"),
            Models = new Dictionary<string, string> { ["m"] = "m" }.ToFrozenDictionary(),
            Labels = labels?.Invoke(index) ?? FrozenDictionary<string, string>.Empty,
            MaxConcurrency = maxConcurrency,
            Weight = weights?[index] ?? 1,
        })).ToArray();
        var fleet = new FleetSnapshot(backends, [], policy, seed: 5);
        _gate = new AdmissionGate(fleet, maxHeldRequests: 100_000, _clock);
        _model = fleet.FindModel("m"u8)!;
        Engines = [.. profiles.Select((profile, index) => new WatchedEngine(
            backends[index], profile, EngineModel.Create(profile, new(jitter, new SeededRandom(7, index))))
        {
            Slowdown = slowdown is { } slow && slow.Engine == index
                ? (slow.FromSeconds, slow.UntilSeconds, slow.Factor)
                : (double.PositiveInfinity, double.PositiveInfinity, 1),
        })];
    }

    public WatchedEngine[] Engines { get; }

    public EngineSpeeds Speeds => _gate.Speeds;

    public double NowSeconds => _clock.NowSeconds;

    /// <summary>Between balancer and engine, each way.</summary>
    public double DelaySeconds { get; init; }

    /// <summary>Of the tokens, how many are held up on their way, with all of their stream behind them.</summary>
    public double HeldUpShare { get; init; }

    public double HeldUpSeconds { get; init; } = 0.2;

    /// <summary>Called just before each placement.</summary>
    public Action<WatchedFleet>? BeforePlacement { get; init; }

    public bool WantsEachToken => true;

    /// <summary>Runs those of the requests that come between now and a time, until then.</summary>
    public void Run(IEnumerable<SimulatedRequest> requests, double untilSeconds)
    {
        foreach (var request in requests)
        {
            if (request.ArrivalSeconds >= NowSeconds && request.ArrivalSeconds < untilSeconds)
                Post(request.ArrivalSeconds, () => Arrive(request));
        }

        while (_events.TryPeek(out _, out var due) && due.Seconds <= untilSeconds)
        {
            _clock.NowSeconds = due.Seconds;
            _events.Dequeue()();
        }

        _clock.NowSeconds = untilSeconds;
    }

    public void OnToken(ScheduledRequest request, int ordinal, double seconds)
    {
        var watched = (WatchedRequest)request;
        var held = HeldUpShare > 0 && _random.NextDouble() < HeldUpShare ? _random.NextDouble() * HeldUpSeconds : 0;
        var arrival = Math.Max(watched.LastArrivalSeconds, NowSeconds + DelaySeconds + held);
        watched.LastArrivalSeconds = arrival;
        if (arrival <= NowSeconds)
            See(watched, ordinal);
        else
            Post(arrival, () => See(watched, ordinal));
    }

    private void Arrive(SimulatedRequest asked)
    {
        BeforePlacement?.Invoke(this);
        var work = new WorkEstimate(asked.PromptTokens, 256, WorkEstimate.Unlimited);
        var admission = _gate.TryPlace(_model, work, []);
        if (admission.Kind == AdmissionKind.Placed)
            Send(asked, admission.Placement);
        else
            _gate.PlaceOrHold(new Held(this, asked, _model, work));
    }

    private void Send(SimulatedRequest asked, Placement placement)
    {
        var engine = Engines.Single(one => one.Backend == placement.Backend);
        var request = new WatchedRequest(asked.PromptTokens, asked.OutputTokens, placement.Lease, engine);
        engine.Pending.Add(request);
        Post(NowSeconds + DelaySeconds, () =>
        {
            engine.Engine.Add(request);
            Advance(engine);
        });
    }

    private static void See(WatchedRequest request, int ordinal)
    {
        if (ordinal == 1)
        {
            request.At.Pending.Remove(request);
            request.Lease.ReleasePrefill();
        }

        request.Lease.ObserveOutput(1);
        if (ordinal < request.OutputTokens)
            return;
        request.Lease.ObserveUsage(request.PromptTokens, request.OutputTokens, 0);
        request.Lease.Settle();
    }

    private void Advance(WatchedEngine engine)
    {
        engine.Advance(NowSeconds, this);
        if (engine.NextDueSeconds is not { } due || due == engine.PostedSeconds)
            return;
        engine.PostedSeconds = due;
        Post(due, () => Advance(engine));
    }

    private void Post(double seconds, Action action) => _events.Enqueue(action, (seconds, _posted++));

    private sealed class Held(WatchedFleet fleet, SimulatedRequest asked, ServedModel model, WorkEstimate work)
        : HeldRequest(model, work, [])
    {
        public override void OnPlaced(Placement placement) => fleet.Send(asked, placement);

        public override void OnRefused() => throw new InvalidOperationException("Nobody is refused here.");
    }

    private sealed class VirtualClock : TimeProvider
    {
        public double NowSeconds { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (long)Math.Round(NowSeconds * TimestampFrequency);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
