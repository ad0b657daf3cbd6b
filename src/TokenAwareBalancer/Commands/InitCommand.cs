using System.CommandLine;
using TokenAwareBalancer.Discovering.Starting;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer init</c>: writes a configuration file for the engines that it finds.</summary>
internal static class InitCommand
{
    private const string StandardOutput = "-";

    internal static Command Create() => Create(EngineSearch.OfThisMachine);

    internal static Command Create(EngineSearch search)
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "Where to write; - for standard output.",
            HelpName = "FILE",
            DefaultValueFactory = _ => ConfigurationArguments.DefaultFile,
        };
        var force = new Option<bool>("--force") { Description = "Overwrite the file if it exists." };
        var command = new Command(
            "init", "Write a configuration file for the engines found, as `serve` without a file finds them.")
        {
            output, force,
        };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            search, arguments.GetValue(output)!, arguments.GetValue(force), arguments.InvocationConfiguration,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        EngineSearch search, string file, bool overwrites, InvocationConfiguration console,
        CancellationToken cancellationToken)
    {
        if (file != StandardOutput && !overwrites && Path.Exists(file))
            return Fail(console, $"{file} exists. --force overwrites it, --output names another file.");
        SearchResult found;
        try
        {
            found = await search.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Failure;
        }

        if (found.Errors.Count > 0)
        {
            ConfigurationReport.WriteErrors(found.Errors, console.Error);
            return ExitCode.WrongInput;
        }

        Report(found, console.Error);
        return await WriteAsync(FoundConfiguration.Write(found.Backends), file, overwrites, console);
    }

    // On standard error, because the file may be on standard output.
    private static void Report(SearchResult found, TextWriter error)
    {
        var report = new SearchReport(found);
        if (found.Backends.Count > 0)
        {
            report.WriteFound(error);
            return;
        }

        error.WriteLine("No engine was found, so the file holds an example of a backend. Tried:");
        report.WriteTried(error);
    }

    private static async Task<int> WriteAsync(
        string text, string file, bool overwrites, InvocationConfiguration console)
    {
        if (file == StandardOutput)
        {
            await console.Output.WriteAsync(text);
            return ExitCode.Ok;
        }

        try
        {
            // Not by a test beforehand: another may have written it since.
            await using var stream = new FileStream(file, overwrites ? FileMode.Create : FileMode.CreateNew);
            await using var writer = new StreamWriter(stream);
            await writer.WriteAsync(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            await console.Error.WriteLineAsync($"Cannot write {file}: {exception.Message}");
            return ExitCode.Failure;
        }

        await console.Output.WriteLineAsync($"Wrote {file}.");
        return ExitCode.Ok;
    }

    private static int Fail(InvocationConfiguration console, string message)
    {
        console.Error.WriteLine(message);
        return ExitCode.WrongInput;
    }
}
