using System.CommandLine;
using TokenAwareBalancer.Experiments.Sources;
using TokenAwareBalancer.Workloads;
using TokenAwareBalancer.Workloads.Mixes;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>What the command line of <c>balancer simulate</c> says about which requests come.</summary>
internal sealed class SourceArguments
{
    private const int MostRequests = 20_000_000;

    private readonly Option<string[]> _traces = new("--trace")
    {
        Description = "Requests of the lengths of a trace, in Azure's CSV or Mooncake's JSON lines, with the prefixes "
            + "it tells; given again, the traces are mixed.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _mix = new("--mix")
    {
        Description = $"Draw requests from a mix [default: {NamedMixes.Default}]: {string.Join(", ", MixText.Names)}; "
            + $"the last three with numbers, as {MixText.Example}.",
        HelpName = "NAME",
    };

    private readonly Option<int?> _requests = NumberArgument.Whole(
        "--requests", $"How many each run has [default: {DrawnSource.UsualCount}; all of a trace in its own order].",
        MostRequests);

    public void AddTo(Command command)
    {
        command.Options.Add(_traces);
        command.Options.Add(_mix);
        command.Options.Add(_requests);
    }

    /// <summary>Reads files to their end.</summary>
    /// <returns>Null after an error.</returns>
    public RequestSource? Read(ParseResult arguments, List<string> errors)
    {
        var traces = Traces(arguments);
        var mix = arguments.GetValue(_mix);
        if (traces.Count > 0 && mix is not null)
        {
            errors.Add("--trace and --mix each say what requests are: give one of them.");
            return null;
        }

        try
        {
            return traces.Count > 0 ? TraceSource.Open(traces) : MixText.Parse(mix ?? NamedMixes.Default);
        }
        catch (FormatException exception)
        {
            errors.Add($"--mix: {exception.Message}.");
            return null;
        }
        catch (WorkloadException exception)
        {
            errors.Add($"--trace: {exception.Message}");
            return null;
        }
    }

    public IReadOnlyList<string> Traces(ParseResult arguments) => arguments.GetValue(_traces) ?? [];

    /// <returns>Null when it was not said.</returns>
    public int? Count(ParseResult arguments) => arguments.GetValue(_requests);

    public int Count(ParseResult arguments, RequestSource source, bool atOwnTimes) =>
        Count(arguments) ?? source.DefaultCount(atOwnTimes);
}
