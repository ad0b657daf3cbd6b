using TokenAwareBalancer.Experiments.Running;

namespace TokenAwareBalancer.Experiments.Capacity;

/// <summary>Finds how much a fleet holds, or how many engines hold a rate, by halving.</summary>
/// <remarks>
/// Every rate is tried with the same requests and the same draws for the gaps between them, so that more is harder and
/// not only different. A rate is held when every seed holds it: the condition, no request refused, and no more requests
/// under way at the end than chance explains (<see cref="BacklogGrowth"/>).
/// </remarks>
internal sealed class CapacitySearch
{
    /// <summary>Where it stops: below that, seeds decide.</summary>
    private const double Precision = 0.005;

    /// <summary>Of the saturation: what cannot be held at this part of it is not a matter of the rate.</summary>
    private const double LeastLoad = 0.005;

    /// <summary>Caches that are used well serve more than the saturation, which is that of blind turns.</summary>
    private const double MostLoad = 8;

    private const int MostEngines = 4096;

    private readonly ExperimentPlan _plan;
    private readonly CapacityCondition _condition;
    private readonly IExperimentProgress _progress;
    private int _runs;

    public CapacitySearch(ExperimentPlan plan, CapacityCondition condition, IExperimentProgress progress) =>
        (_plan, _condition, _progress) = (plan, condition, progress);

    /// <summary>The highest rate that the fleet holds under a policy.</summary>
    public CapacityAnswer FindRate(string policy, CancellationToken cancellationToken)
    {
        _runs = 0;
        var experiment = new Experiment(_plan, _progress);
        var (held, at, broken) = (0.0, (PolicyOutcome?)null, 0.0);
        for (var load = 1.0; ;)
        {
            if (Try(experiment, policy, load, cancellationToken) is { } outcome)
                (held, at) = (load, outcome);
            else
                broken = load;
            load = (held, broken) switch
            {
                (0, _) => broken / 2,
                (_, 0) => held * 2,
                _ => (held + broken) / 2,
            };
            if (load < LeastLoad || load > MostLoad || (broken > 0 && held > 0 && broken - held < Precision * held))
                return new CapacityAnswer(policy, held * experiment.SaturationPerSecond, _plan.Fleet, at, _runs);
        }
    }

    /// <summary>The fewest engines in the fleet's proportions that hold a rate.</summary>
    public CapacityAnswer FindEngines(string policy, double ratePerSecond, CancellationToken cancellationToken)
    {
        _runs = 0;
        var unit = _plan.Fleet.Smallest();
        var most = MostEngines / unit.Engines;
        var (broken, held) = (0, 0);
        PolicyOutcome? at = null;
        for (var factor = 1; factor <= most;)
        {
            var experiment = new Experiment(_plan with { Fleet = unit.Times(factor) }, _progress);
            var load = ratePerSecond / experiment.SaturationPerSecond;
            if (Try(experiment, policy, load, cancellationToken) is { } outcome)
                (held, at) = (factor, outcome);
            else
                broken = factor;
            if (held > 0 && held - broken == 1)
                break;
            // The first that may do is as many as the rate fills; from there on twice as many each time.
            factor = held == 0 ? Math.Max(broken * 2, (int)(load * factor)) : (held + broken) / 2;
        }

        return new CapacityAnswer(policy, ratePerSecond, held == 0 ? null : unit.Times(held), at, _runs);
    }

    private PolicyOutcome? Try(Experiment experiment, string policy, double load, CancellationToken cancellationToken)
    {
        var runs = experiment.Run([.. _plan.Seeds.Select(seed => new RunKey(load, seed, policy))], cancellationToken);
        _runs += runs.Length;
        return _condition.IsHeld(runs) ? new PolicyOutcome(runs) : null;
    }
}
