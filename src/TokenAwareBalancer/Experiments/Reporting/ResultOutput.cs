using TokenAwareBalancer.Experiments.CommandLine;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>Where results go: JSON to its file or alone to standard output, tables else.</summary>
internal sealed record ResultOutput(ResultFiles Files, TextWriter Output)
{
    public void Write(Func<string> toJson, Action<TextWriter> writeTables)
    {
        if (Files.PrintsJson)
            Output.WriteLine(toJson());
        else
            writeTables(Output);
        Files.Json?.WriteLine(toJson());
    }
}
