using System.CommandLine;

namespace TokenAwareBalancer.Workloads;

/// <summary>What the command line says about when requests arrive.</summary>
internal sealed class ArrivalArguments
{
    private const string Constant = "constant";
    private const string Poisson = "poisson";
    private const string Trace = "trace";

    private readonly Option<double?> _rate = NumberArgument.Positive(
        "--rate", "Send this many requests per second, answered or not the earlier ones.", "R");

    private readonly Option<string?> _arrivals = new("--arrivals")
    {
        Description = $"How they arrive [default: {Poisson}; with a trace and no rate, {Trace}: at its own times].",
        HelpName = $"{Constant}|{Poisson}|{Trace}",
    };

    private readonly Option<double?> _scale = NumberArgument.Positive(
        "--scale", "Divide a trace's times by this [default: 1].", "FACTOR");

    public ArrivalArguments() => _arrivals.AcceptOnlyFromAmong(Constant, Poisson, Trace);

    public void AddTo(Command command)
    {
        command.Options.Add(_rate);
        command.Options.Add(_arrivals);
        command.Options.Add(_scale);
    }

    /// <summary>Whether the command line gives any of these options, and so asks for an open loop.</summary>
    public bool IsGiven(ParseResult arguments) => ((Option[])[_rate, _arrivals, _scale])
        .Any(option => arguments.GetResult(option) is { Implicit: false });

    /// <summary>Whether the command line gives the rate itself.</summary>
    public bool HasRate(ParseResult arguments) => arguments.GetValue(_rate) is not null;

    /// <summary>Makes the arrivals of an open loop.</summary>
    /// <param name="arguments">Without errors.</param>
    /// <param name="workload">Whose requests arrive.</param>
    /// <param name="ratePerSecond">A rate that was computed, instead of <c>--rate</c>; null leaves it to that.</param>
    /// <param name="error">Where it is written what is wrong and what would be right.</param>
    /// <returns>Null after an error: wrong input.</returns>
    public ArrivalProcess? Read(
        ParseResult arguments, IWorkload workload, double? ratePerSecond, TextWriter error)
    {
        try
        {
            return Read(arguments, workload, ratePerSecond ?? arguments.GetValue(_rate));
        }
        catch (WorkloadException exception)
        {
            error.WriteLine(exception.Message);
            return null;
        }
    }

    private ArrivalProcess Read(ParseResult arguments, IWorkload workload, double? ratePerSecond)
    {
        if (ratePerSecond is { } rate && !(rate > 0 && double.IsFinite(rate)))
            throw new WorkloadException(
                "The load of these requests is not known, as they leave the length of their answers to the engine: "
                + "give --output-tokens, or --rate.");
        var kind = arguments.GetValue(_arrivals)
            ?? (ratePerSecond is null && workload.OwnRatePerSecond is not null ? Trace : Poisson);
        if (kind == Trace)
            return ReadTrace(arguments.GetValue(_scale), workload, ratePerSecond);
        if (arguments.GetValue(_scale) is not null)
            throw new WorkloadException($"--scale divides a trace's times, which {kind} arrivals do not use: "
                + "leave it out, or give --trace with no other arrivals.");
        return (kind, ratePerSecond) switch
        {
            (_, null) => throw new WorkloadException($"{kind} arrivals need a rate: give --rate, for instance 5."),
            (Constant, { } perSecond) => new ConstantArrivals(perSecond),
            (_, { } perSecond) => new PoissonArrivals(perSecond),
        };
    }

    /// <summary>With a rate, the trace keeps its bursts and is scaled until that is its mean.</summary>
    private static TraceArrivals ReadTrace(double? scale, IWorkload workload, double? ratePerSecond)
    {
        if (workload.OwnRatePerSecond is not { } ownRatePerSecond)
            throw new WorkloadException(
                "--arrivals trace: these requests have no times of their own; give --trace, or constant or poisson.");
        if (ratePerSecond is null)
            return new TraceArrivals(scale ?? 1);
        if (scale is not null)
            throw new WorkloadException("--scale and a rate both say how fast the trace goes: give one of them.");
        return double.IsFinite(ownRatePerSecond)
            ? new TraceArrivals(ratePerSecond.Value / ownRatePerSecond)
            : throw new WorkloadException("All requests of the trace have the same time: no scale gives them a rate.");
    }
}
