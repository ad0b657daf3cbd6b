using System.Collections.Concurrent;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Simulating.Arriving;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>Runs simulations, several at a time; what comes out does not depend on how many.</summary>
internal sealed class Experiment
{
    private readonly ExperimentPlan _plan;
    private readonly IExperimentProgress _progress;
    private readonly SimulatedBackend? _pooled;
    private readonly ConcurrentDictionary<(double? Load, int Seed), Lazy<RunInput>> _inputs = [];

    public Experiment(ExperimentPlan plan, IExperimentProgress progress)
    {
        _plan = plan;
        _progress = progress;
        _pooled = PooledEngine.Of(plan.Fleet);
        SaturationPerSecond = Saturation.FindRatePerSecond(plan.Fleet.Backends, plan.Source.Sample());
    }

    /// <summary>Requests per second that the fleet can answer at most, placed by turns.</summary>
    public double SaturationPerSecond { get; }

    /// <summary>Each policy and the pooled engine, at each load, with each seed.</summary>
    public ExperimentResult Run(CancellationToken cancellationToken)
    {
        RunKey[] keys =
        [
            .. from load in _plan.Loads
               from seed in _plan.Seeds
               from policy in _pooled is null ? _plan.Policies : [.. _plan.Policies, PooledEngine.Name]
               select new RunKey(load, seed, policy),
        ];
        var startTimestamp = TimeProvider.System.GetTimestamp();
        var outcomes = Run(keys, cancellationToken);
        return new ExperimentResult(_plan, SaturationPerSecond, outcomes)
        {
            WallSeconds = TimeProvider.System.GetElapsedTime(startTimestamp).TotalSeconds,
        };
    }

    /// <summary>In the order of their keys.</summary>
    public RunOutcome[] Run(IReadOnlyList<RunKey> keys, CancellationToken cancellationToken)
    {
        var outcomes = new RunOutcome[keys.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = _plan.Threads,
            CancellationToken = cancellationToken,
        };
        _progress.Begin(keys.Count, _plan.Requests);
        Parallel.For(0, keys.Count, options, place => outcomes[place] = RunOne(keys[place], cancellationToken));
        _inputs.Clear();
        return outcomes;
    }

    private RunOutcome RunOne(RunKey key, CancellationToken cancellationToken)
    {
        var input = _inputs.GetOrAdd((key.Load, key.Seed), _ => new Lazy<RunInput>(() => CreateInput(key))).Value;
        var isPooled = key.Policy == PooledEngine.Name;
        var fleet = isPooled ? (IReadOnlyList<SimulatedBackend>)[_pooled!] : _plan.Fleet.Backends;
        var plan = CreatePlan(key, input, fleet) with { Policy = isPooled ? _plan.Policies[0] : key.Policy };
        var run = _progress.Follow();
        var outcome = RunReading.Read(
            key, input, Simulation.Run(plan, TimeProvider.System, run, cancellationToken), fleet, _plan);
        _progress.End(outcome);
        return outcome;
    }

    private RunInput CreateInput(RunKey key)
    {
        var atOwnTimes = _plan.Arrivals.IsTrace;
        var drawn = _plan.Source.Take(_plan.Requests, key.Seed, atOwnTimes);
        var requests = _plan.Arrivals.Arrange(drawn, key.Load * SaturationPerSecond, key.Seed);
        return new RunInput(
            requests,
            key.Load * SaturationPerSecond ?? Arrivals.RatePerSecond(requests),
            IsolatedTimes.Of(_plan.Fleet, requests, _plan.NetworkDelaySeconds));
    }

    private SimulationPlan CreatePlan(RunKey key, RunInput input, IReadOnlyList<SimulatedBackend> fleet) => new()
    {
        Fleet = fleet,
        Requests = input.Requests,
        Seed = key.Seed,
        NetworkDelaySeconds = _plan.NetworkDelaySeconds,
        ScrapePeriodSeconds = _plan.ScrapePeriodSeconds,
        Balancers = _plan.Balancers,
        Jitter = _plan.Jitter,
        WarmUpShare = _plan.WarmUpShare,
        MaxHeldRequests = _plan.MaxHeldRequests,
        SeriesPoints = 0,
    };
}
