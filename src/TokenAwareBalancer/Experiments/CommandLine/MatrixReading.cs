using System.CommandLine;
using TokenAwareBalancer.Experiments.Matrix;
using TokenAwareBalancer.Statistics;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>Makes the plan of a matrix out of the command line, and reads the traces.</summary>
internal sealed class MatrixReading
{
    private readonly MatrixArguments _matrix;
    private readonly SourceArguments _source;
    private readonly ComparisonArguments _comparison;
    private readonly Func<ExperimentPlan, ExperimentPlan> _underConditions;
    private readonly ResultArguments _results;

    public MatrixReading(
        MatrixArguments matrix,
        SourceArguments source,
        ComparisonArguments comparison,
        Func<ExperimentPlan, ExperimentPlan> underConditions,
        ResultArguments results)
    {
        (_matrix, _source, _comparison) = (matrix, source, comparison);
        (_underConditions, _results) = (underConditions, results);
    }

    /// <returns>Null after an error.</returns>
    public MatrixPlan? Read(ParseResult arguments, List<string> errors)
    {
        var subject = _matrix.Subject(arguments, errors);
        var rivals = Rivals(arguments, subject, errors);
        var cells = _matrix.Cells(arguments, errors);
        var traces = Traces(arguments, errors);
        if (traces is null || errors.Count > 0)
            return null;
        var plan = new MatrixPlan
        {
            Subject = subject,
            Rivals = rivals,
            Parts = [.. cells.Where(one => !traces.Missing(one.Setting.Workload).Any())
                .Select(one => CreatePart(arguments, one.Setting, one.Loads, [subject, .. rivals], traces))],
            LeftOut = [.. cells
                .Select(one => new MatrixLack(one.Setting, one.Loads, [.. traces.Missing(one.Setting.Workload)]))
                .Where(one => one.Missing.Count > 0)],
        };
        if (Problem(plan) is not { } problem)
            return WithThreads(arguments, plan);
        errors.Add(problem);
        return null;
    }

    private IReadOnlyList<string> Rivals(ParseResult arguments, string subject, List<string> errors)
    {
        if (!_comparison.HasPolicies(arguments))
            return OwnPolicies.UsualRivals(subject);
        var rivals = _comparison.Policies(arguments, errors);
        if (rivals.Contains(subject))
            errors.Add($"--policies: {subject} is the subject, and no rival of its own: leave it out.");
        return rivals;
    }

    private MatrixTraces? Traces(ParseResult arguments, List<string> errors)
    {
        try
        {
            return MatrixTraces.Find(_source.Traces(arguments));
        }
        catch (WorkloadException exception)
        {
            errors.Add($"--trace: {exception.Message}");
            return null;
        }
    }

    private MatrixPart CreatePart(
        ParseResult arguments,
        MatrixSetting setting,
        IReadOnlyList<double?> loads,
        IReadOnlyList<string> policies,
        MatrixTraces traces)
    {
        var source = traces.Open(setting.Workload);
        var isOrdered = !source.IsDrawn(setting.Arrivals.IsTrace);
        return new MatrixPart(setting, _underConditions(new ExperimentPlan
        {
            Source = source,
            Fleet = setting.CreateFleet(),
            Policies = policies,
            Baseline = policies[0],
            Loads = loads,
            Arrivals = setting.Arrivals,
            Seeds = _comparison.Seeds(arguments),
            Requests = _source.Count(arguments)
                ?? (isOrdered ? source.DefaultCount(setting.Arrivals.IsTrace) : MatrixPlan.UsualRequests),
            HasPooled = false,
            ScrapePeriodSeconds = MatrixPlan.UsualScrapePeriodSeconds,
        }));
    }

    private static string? Problem(MatrixPlan plan)
    {
        if (plan.Parts.Count == 0)
            return $"--matrix: no cell is left. {MatrixLines.LeftOut(plan)}";
        var few = plan.Parts.FirstOrDefault(part => Measured(part.Plan) < PairedBlockBootstrap.FewestRequests);
        return few is null
            ? plan.Parts.Select(part => RunMemory.Problem(part.Plan)).FirstOrDefault(problem => problem is not null)
            : $"--requests {few.Plan.Requests}: too few to tell how certain a ratio is, for which "
                + $"{PairedBlockBootstrap.FewestRequests} are to be measured: give {Fewest(few.Plan)} or more.";
    }

    private static int Measured(ExperimentPlan plan) => plan.Requests - (int)(plan.Requests * plan.WarmUpShare);

    private static int Fewest(ExperimentPlan plan) =>
        (int)Math.Ceiling(PairedBlockBootstrap.FewestRequests / (1 - plan.WarmUpShare));

    private MatrixPlan WithThreads(ParseResult arguments, MatrixPlan plan)
    {
        var threads = _results.Threads(arguments, plan.Parts.Min(part => RunMemory.MostThreads(part.Plan)));
        return plan with
        {
            Parts = [.. plan.Parts.Select(part => part with { Plan = part.Plan with { Threads = threads } })],
        };
    }
}
