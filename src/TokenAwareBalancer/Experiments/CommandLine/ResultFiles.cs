using System.CommandLine;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>The files that results are written to, open from the start.</summary>
internal sealed class ResultFiles : IAsyncDisposable
{
    /// <exception cref="IOException">A file cannot be written.</exception>
    public ResultFiles(ResultArguments arguments, ParseResult parsed)
    {
        PrintsJson = arguments.PrintsJson(parsed);
        Json = Open(arguments.JsonFile(parsed));
        Csv = Open(arguments.CsvFile(parsed));
        Report = Open(arguments.ReportFile(parsed));
    }

    /// <summary>Whether standard output is for JSON alone.</summary>
    public bool PrintsJson { get; }

    public TextWriter? Json { get; }

    public TextWriter? Csv { get; }

    public TextWriter? Report { get; }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in (TextWriter?[])[Json, Csv, Report])
        {
            if (file is not null)
                await file.DisposeAsync();
        }
    }

    private static StreamWriter? Open(string? path) => path is null ? null : new StreamWriter(path);
}
