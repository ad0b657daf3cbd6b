using System.CommandLine;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>What the command line of <c>balancer simulate</c> says about how results are shown.</summary>
internal sealed class ResultArguments
{
    private const int MostThreads = 256;

    private readonly Option<string?> _report = new("--out")
    {
        Description = "Write a report with plots to a file: one page of HTML that needs nothing else.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _json = new("--json")
    {
        Description = "Print JSON and nothing else on standard output; with a name, write it to a file.",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _csv = new("--csv")
    {
        Description = "Write one row for each measured request to a file.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _noProgress = new("--no-progress") { Description = "Show nothing while it runs." };

    private readonly Option<int?> _threads = NumberArgument.Whole(
        "--threads", "Runs at the same time [default: as many as there are cores and memory for].", MostThreads);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_report, _json, _csv, _noProgress, _threads])
            command.Options.Add(option);
    }

    public string? ReportFile(ParseResult arguments) => arguments.GetValue(_report);

    /// <summary>Whether the report is to be one figure instead of a page.</summary>
    public bool IsFigure(ParseResult arguments) =>
        ReportFile(arguments)?.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) == true;

    public string? JsonFile(ParseResult arguments) => arguments.GetValue(_json);

    /// <summary>Whether standard output is for JSON alone.</summary>
    public bool PrintsJson(ParseResult arguments) =>
        arguments.GetResult(_json) is { Implicit: false } && arguments.GetValue(_json) is null;

    public string? CsvFile(ParseResult arguments) => arguments.GetValue(_csv);

    public bool HasProgress(ParseResult arguments) => !arguments.GetValue(_noProgress);

    /// <param name="arguments">As given.</param>
    /// <param name="mostThreads">That there is memory for; a number that is asked for is taken at its word.</param>
    public int Threads(ParseResult arguments, int mostThreads) => arguments.GetValue(_threads) ?? mostThreads;
}
