using System.CommandLine;

namespace TokenAwareBalancer.Commands;

/// <summary>What the command line of <c>balancer bench</c> says about how to show results.</summary>
internal sealed class BenchOutputArguments
{
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print the results as JSON and nothing else on standard output.",
    };

    private readonly Option<string?> _csv = new("--csv")
    {
        Description = "Write one row for each request to a file.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _noProgress = new("--no-progress") { Description = "Show nothing while it runs." };

    public void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_csv);
        command.Options.Add(_noProgress);
    }

    public bool IsJson(ParseResult arguments) => arguments.GetValue(_json);

    public string? CsvFile(ParseResult arguments) => arguments.GetValue(_csv);

    public bool HasProgress(ParseResult arguments) => !arguments.GetValue(_noProgress);
}
