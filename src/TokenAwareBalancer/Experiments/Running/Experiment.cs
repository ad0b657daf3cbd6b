using System.Collections.Concurrent;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Simulating.Arriving;
using TokenAwareBalancer.Simulating.Disturbing;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>Runs simulations, several at a time; what comes out does not depend on how many.</summary>
internal sealed class Experiment
{
    private readonly ExperimentPlan _plan;
    private readonly IExperimentProgress _progress;
    private readonly SimulatedBackend? _pooled;
    private readonly double _saturationPerSecond;
    private readonly ConcurrentDictionary<(double? Load, int Seed), Lazy<RunInput>> _inputs = [];

    /// <param name="plan">What to run.</param>
    /// <param name="saturationPerSecond">Requests per second that the fleet can answer, placed by turns.</param>
    /// <param name="progress">Told how far it is.</param>
    public Experiment(ExperimentPlan plan, double saturationPerSecond, IExperimentProgress progress)
    {
        _plan = plan;
        _progress = progress;
        _pooled = plan.HasPooled ? PooledEngine.Of(plan.Fleet) : null;
        _saturationPerSecond = saturationPerSecond;
    }

    /// <summary>Each policy and the pooled engine, at each load, with each seed.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="onLoad">Gets the runs of each load, with all that is released after it.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static ExperimentResult Run(
        ExperimentPlan plan,
        IExperimentProgress progress,
        Action<IReadOnlyList<RunOutcome>>? onLoad,
        CancellationToken cancellationToken)
    {
        var saturationPerSecond = Saturation.FindRatePerSecond(
            plan.Fleet.Backends, plan.Source.Sample(), cancellationToken: cancellationToken);
        return new Experiment(plan, saturationPerSecond, progress).RunLoads(onLoad, cancellationToken);
    }

    /// <summary>In the order of their keys.</summary>
    public RunOutcome[] Run(IReadOnlyList<RunKey> keys, CancellationToken cancellationToken)
    {
        _progress.Begin(keys.Count, _plan.Requests);
        return RunAll(keys, cancellationToken);
    }

    private ExperimentResult RunLoads(
        Action<IReadOnlyList<RunOutcome>>? onLoad, CancellationToken cancellationToken)
    {
        string[] policies = _pooled is null ? [.. _plan.Policies] : [.. _plan.Policies, PooledEngine.Name];
        _progress.Begin(_plan.Loads.Count * _plan.Seeds.Count * policies.Length, _plan.Requests);
        var startTimestamp = TimeProvider.System.GetTimestamp();
        var compared = new ComparedPolicies(_plan);
        List<PolicyOutcome> outcomes = [];
        foreach (var load in _plan.Loads)
        {
            var runs = RunAll([.. from seed in _plan.Seeds
                                  from policy in policies
                                  select new RunKey(load, seed, policy)], cancellationToken);
            onLoad?.Invoke(runs);
            outcomes.AddRange(Summarize(runs, compared, cancellationToken));
        }

        return new ExperimentResult(_plan, _saturationPerSecond, outcomes, compared)
        {
            WallSeconds = TimeProvider.System.GetElapsedTime(startTimestamp).TotalSeconds,
        };
    }

    private RunOutcome[] RunAll(IReadOnlyList<RunKey> keys, CancellationToken cancellationToken)
    {
        var outcomes = new RunOutcome[keys.Count];
        Parallel.For(0, keys.Count, Options(cancellationToken),
            place => outcomes[place] = RunOne(keys[place], cancellationToken));
        _inputs.Clear();
        return outcomes;
    }

    private PolicyOutcome[] Summarize(
        RunOutcome[] runs, ComparedPolicies compared, CancellationToken cancellationToken)
    {
        var options = Options(cancellationToken);
        var byPolicy = runs.GroupBy(run => run.Key.Policy).Select(same => same.ToArray()).ToArray();
        var outcomes = new PolicyOutcome[byPolicy.Length];
        Parallel.For(0, byPolicy.Length, options, place => outcomes[place] = new PolicyOutcome(byPolicy[place]));
        compared.Add(outcomes, options);
        foreach (var outcome in outcomes)
            outcome.Release();
        return outcomes;
    }

    private ParallelOptions Options(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = _plan.Threads, CancellationToken = cancellationToken };

    private RunOutcome RunOne(RunKey key, CancellationToken cancellationToken)
    {
        var input = _inputs.GetOrAdd((key.Load, key.Seed), _ => new Lazy<RunInput>(() => CreateInput(key))).Value;
        var isPooled = key.Policy == PooledEngine.Name;
        var fleet = isPooled ? (IReadOnlyList<SimulatedBackend>)[_pooled!] : _plan.Fleet.Backends;
        var plan = CreatePlan(key, input, fleet);
        // A reference must not move with what it is the reference of.
        plan = isPooled
            ? plan with { Policy = _plan.Policies[0], GuardsKv = false, Beliefs = BeliefErrors.None, Slowdowns = [] }
            : plan with { Policy = key.Policy };
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
        if (atOwnTimes && drawn[^1].ArrivalSeconds <= drawn[0].ArrivalSeconds)
            throw new ArgumentException($"--arrivals trace: the first {drawn.Count} requests all come at the same "
                + "time, which is no rate: give more --requests, or --arrivals poisson.");
        var requests = _plan.Arrivals.Arrange(drawn, key.Load * _saturationPerSecond, key.Seed);
        return new RunInput(
            requests,
            key.Load * _saturationPerSecond ?? Arrivals.RatePerSecond(requests),
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
        GuardsKv = _plan.GuardsKv,
        Beliefs = _plan.Beliefs,
        Slowdowns = _plan.Slowdowns,
    };
}
