using System.CommandLine;
using TokenAwareBalancer.Experiments.Matrix;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>The command line of <c>balancer simulate</c>.</summary>
internal sealed class ExperimentArguments
{
    private readonly SourceArguments _source = new();
    private readonly FleetArguments _fleet = new();
    private readonly ArrivalPatternArguments _arrivals = new();
    private readonly ComparisonArguments _comparison = new();
    private readonly ConditionArguments _conditions = new();
    private readonly BeliefArguments _beliefs = new();
    private readonly SlowEngineArguments _slowEngines = new();
    private readonly SweepArguments _sweep = new();
    private readonly CapacityArguments _capacity = new();

    public ResultArguments Results { get; } = new();

    public MatrixArguments Matrix { get; } = new();

    public void AddTo(Command command)
    {
        _source.AddTo(command);
        _fleet.AddTo(command);
        _arrivals.AddTo(command);
        _comparison.AddTo(command);
        _conditions.AddTo(command);
        _beliefs.AddTo(command);
        _slowEngines.AddTo(command);
        _sweep.AddTo(command);
        _capacity.AddTo(command);
        Matrix.AddTo(command);
        Results.AddTo(command);
    }

    /// <summary>Reads all of it, and the traces.</summary>
    /// <param name="arguments">Without errors.</param>
    /// <param name="error">Where it is written what is wrong and what would be right.</param>
    /// <returns>Null after an error: wrong input.</returns>
    public ExperimentQuestion? Read(ParseResult arguments, TextWriter error)
    {
        List<string> errors = [];
        var fleet = _fleet.Read(arguments, errors);
        var policies = _comparison.Policies(arguments, errors);
        // Of a sweep it is a value.
        var baseline = _sweep.IsAsked(arguments)
            ? policies.FirstOrDefault("")
            : _comparison.Baseline(arguments, policies, errors);
        var objective = _comparison.Objective(arguments, errors);
        var source = _source.Read(arguments, errors);
        var arrivals = _arrivals.Read(arguments, source, errors);
        var loads = _arrivals.Loads(arguments, arrivals, errors);
        var capacity = _capacity.Read(arguments, objective, errors);
        if (capacity is not null)
            CheckCapacity(arguments, errors);
        Matrix.CheckOptions(arguments, errors);
        if (Tell(errors, error))
            return null;
        var usual = new ExperimentPlan
        {
            Source = source!,
            Fleet = fleet!,
            Policies = policies,
            Baseline = baseline,
            Loads = loads,
            Arrivals = arrivals!,
            Seeds = _comparison.Seeds(arguments, arrivals!),
            Requests = _source.Count(arguments, source!, arrivals!.IsTrace),
            Objective = objective,
            KeepsRecords = Results.CsvFile(arguments) is not null,
        };
        usual = usual with { Threads = Results.Threads(arguments, RunMemory.MostThreads(usual)) };
        if (Check(usual, capacity) is { } problem)
            errors.Add(problem);
        var plan = Apply(arguments, usual, errors);
        var sweep = errors.Count == 0
            ? _sweep.Read(arguments, _comparison.GivenBaseline(arguments),
                (parsed, problems) => Apply(parsed, usual, problems), errors)
            : null;
        if (sweep is not null)
            CheckSweep(plan, capacity, errors);
        else if (errors.Count == 0 && Results.IsFigure(arguments))
            errors.Add("--out FILE.svg is the figure of a --sweep: name a page, as report.html.");
        return Tell(errors, error) ? null : new ExperimentQuestion(plan, capacity, sweep);
    }

    /// <summary>What is around the engines, in them, and believed of them.</summary>
    private ExperimentPlan Apply(ParseResult arguments, ExperimentPlan plan, List<string> errors) => _slowEngines.Apply(
        arguments, _beliefs.Apply(arguments, _conditions.Apply(arguments, plan), errors), errors);

    /// <summary>Reads all of a matrix, and the traces.</summary>
    /// <returns>Null after an error: wrong input.</returns>
    public MatrixPlan? ReadMatrix(ParseResult arguments, TextWriter error)
    {
        List<string> errors = [];
        Matrix.CheckOptions(arguments, errors);
        var plan = new MatrixReading(
            Matrix, _source, _comparison, one => Apply(arguments, one, errors), Results).Read(arguments, errors);
        return Tell(errors, error) ? null : plan;
    }

    private static bool Tell(List<string> errors, TextWriter output)
    {
        foreach (var one in errors)
            output.WriteLine(one);
        return errors.Count > 0;
    }

    private static string? Check(ExperimentPlan plan, Capacity.CapacityQuestion? capacity)
    {
        if (capacity is not null && plan.Requests < Capacity.CapacitySearch.FewestRequests)
            return $"--find-capacity: {plan.Requests} requests do not tell what a fleet holds from chance: give "
                + $"--requests {Capacity.CapacitySearch.FewestRequests} or more.";
        return RunMemory.Problem(plan);
    }

    private static void CheckSweep(
        ExperimentPlan plan, Capacity.CapacityQuestion? capacity, List<string> errors)
    {
        if (capacity is not null)
            errors.Add("--sweep and --find-capacity: give one of them.");
        if (plan.Loads.Count > 1)
            errors.Add("--sweep: one thing varies; give one --load.");
        if (plan.KeepsRecords)
            errors.Add("--csv tells of runs under one condition, and --sweep has several: leave it out.");
    }

    private void CheckCapacity(ParseResult arguments, List<string> errors)
    {
        if (_arrivals.HasLoads(arguments))
            errors.Add("--load and --find-capacity: the capacity is the load that is found; leave --load out.");
        if (Results.CsvFile(arguments) is not null || Results.ReportFile(arguments) is not null)
            errors.Add("--csv and --out tell of runs at given loads, and --find-capacity has none: leave them out.");
    }
}
