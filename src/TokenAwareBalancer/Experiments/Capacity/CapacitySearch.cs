using TokenAwareBalancer.Bench.Reporting;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Simulating.Arriving;

namespace TokenAwareBalancer.Experiments.Capacity;

/// <summary>Finds how much a fleet holds, or how many engines hold a rate, by halving.</summary>
/// <remarks>
/// Every rate is tried with the same requests and the same draws for the gaps between them, so that more is harder and
/// not only different. A rate is held when every seed holds it: the condition, no request refused, and no more requests
/// under way at the end than chance explains (<see cref="BacklogGrowth"/>). Runs that end before engines are full hold
/// anything; they are refused.
/// </remarks>
internal sealed class CapacitySearch
{
    /// <summary>Of fewer, a p99 is a handful, and growth does not stand out from chance.</summary>
    public const int FewestRequests = 1000;

    public const int MostEngines = 4096;

    /// <summary>Caches that are used well serve more than the saturation, which is that of blind turns.</summary>
    public const double MostLoad = 8;

    /// <summary>Where it stops: below that, seeds decide.</summary>
    private const double Precision = 0.005;

    /// <summary>Of the saturation: what cannot be held at this part of it is not a matter of the rate.</summary>
    private const double LeastLoad = 0.005;

    private readonly ExperimentPlan _plan;
    private readonly CapacityCondition _condition;
    private readonly IExperimentProgress _progress;
    private readonly Dictionary<int, double> _saturations = [];
    private int _runs;

    public CapacitySearch(ExperimentPlan plan, CapacityCondition condition, IExperimentProgress progress) =>
        (_plan, _condition, _progress) = (plan, condition, progress);

    /// <summary>The highest rate that the fleet holds under a policy.</summary>
    /// <exception cref="ArgumentException">There are too few requests to tell.</exception>
    public CapacityAnswer FindRate(string policy, CancellationToken cancellationToken)
    {
        _runs = 0;
        var saturationPerSecond = FindSaturation(_plan.Fleet, cancellationToken);
        var experiment = new Experiment(_plan, saturationPerSecond, _progress);
        PolicyOutcome? at = null;
        var (load, isBound) = Halving.FindMost(
            tried => TryHold(experiment, policy, tried, ref at, cancellationToken), LeastLoad, MostLoad, Precision);
        return new CapacityAnswer(policy, load * saturationPerSecond, _plan.Fleet, at, isBound, _runs);
    }

    /// <summary>The fewest engines in the fleet's proportions that hold a rate.</summary>
    /// <exception cref="ArgumentException">There are too few requests to tell.</exception>
    public CapacityAnswer FindEngines(string policy, double ratePerSecond, CancellationToken cancellationToken)
    {
        _runs = 0;
        var unit = _plan.Fleet.Smallest();
        PolicyOutcome? at = null;
        // The first that may do is as many as the rate fills.
        var filled = ratePerSecond / FindSaturation(unit, cancellationToken);
        var factor = Halving.FindFewest(Holds, (int)Math.Min(filled, MostEngines), MostEngines / unit.Engines);
        return new CapacityAnswer(
            policy, ratePerSecond, factor is { } fewest ? unit.Times(fewest) : null, at, factor is not null, _runs);

        bool Holds(int tried)
        {
            var fleet = unit.Times(tried);
            var saturationPerSecond = FindSaturation(fleet, cancellationToken);
            var experiment = new Experiment(_plan with { Fleet = fleet }, saturationPerSecond, _progress);
            return TryHold(experiment, policy, ratePerSecond / saturationPerSecond, ref at, cancellationToken);
        }
    }

    /// <summary>Once for each size, whatever the policies.</summary>
    private double FindSaturation(ExperimentFleet fleet, CancellationToken cancellationToken)
    {
        if (!_saturations.TryGetValue(fleet.Engines, out var ratePerSecond))
        {
            _saturations.Add(fleet.Engines, ratePerSecond = Saturation.FindRatePerSecond(
                fleet.Backends, _plan.Source.Sample(), cancellationToken: cancellationToken));
        }

        return ratePerSecond;
    }

    private bool TryHold(
        Experiment experiment,
        string policy,
        double load,
        ref PolicyOutcome? at,
        CancellationToken cancellationToken)
    {
        var runs = experiment.Run([.. _plan.Seeds.Select(seed => new RunKey(load, seed, policy))], cancellationToken);
        _runs += runs.Length;
        if (!_condition.IsHeld(runs))
            return false;
        CheckLength(runs);
        at = new PolicyOutcome(runs);
        at.Release();
        return true;
    }

    private void CheckLength(RunOutcome[] runs)
    {
        var shortest = runs.MaxBy(run => run.Growth.Lacking)!;
        if (!shortest.Growth.IsTooShort)
            return;
        // Half as many again, for the rates above this one; two digits.
        var enough = shortest.Growth.Lacking * _plan.Requests * 1.5;
        var digit = Math.Pow(10, Math.Floor(Math.Log10(enough)) - 1);
        throw new ArgumentException(
            $"--find-capacity: at {BenchFigures.Number(shortest.RatePerSecond)} requests/s all "
            + $"{_plan.Requests} come within {BenchFigures.Seconds(shortest.Growth.SpanSeconds)}, and an answer is "
            + $"{BenchFigures.Seconds(shortest.Growth.DecodeSeconds)} long: too few to fill the engines, which hold "
            + $"anything until then. Give --requests {Math.Ceiling(enough / digit) * digit:0} or more.");
    }
}
