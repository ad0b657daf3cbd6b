using System.CommandLine;
using TokenAwareBalancer.Counting;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer count</c>: counts the tokens of files, of standard input, of requests.</summary>
internal static class CountCommand
{
    internal static Command Create() => Create(Console.OpenStandardInput, () => Console.IsInputRedirected);

    /// <param name="openStandardInput">Opens what is counted where <c>-</c>, or nothing, is named.</param>
    /// <param name="isPiped">Whether standard input is a file or a pipe, not somebody at a keyboard.</param>
    internal static Command Create(Func<Stream> openStandardInput, Func<bool> isPiped)
    {
        var arguments = new CountArguments();
        var command = new Command("count", "Count the tokens of files, directories, standard input or a request.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(command, arguments, parsed, openStandardInput, isPiped, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Command command, CountArguments arguments, ParseResult parsed, Func<Stream> openStandardInput,
        Func<bool> isPiped, CancellationToken cancellationToken)
    {
        var console = parsed.InvocationConfiguration;
        if (!arguments.HasInputs(parsed) && !isPiped())
            return ShowHelp(command, console);
        var configuration = arguments.LoadConfiguration(parsed);
        if (configuration is { Options: null })
        {
            ConfigurationReport.WriteErrors(configuration.Errors, console.Error);
            return ExitCode.WrongInput;
        }

        try
        {
            // On another thread, which is left behind when the command is stopped: it may be waiting for what comes
            // through a pipe, or counting a gigabyte in one piece.
            var counting = Task.Run(
                () => new CountRun(
                    arguments.Plan(parsed), arguments.CreateChooser(parsed, configuration?.Options), openStandardInput)
                    .Run(cancellationToken),
                cancellationToken);
            return Report(await counting.WaitAsync(cancellationToken), arguments.IsJson(parsed), console);
        }
        catch (CountException exception)
        {
            console.Error.WriteLine($"--tokenizer: {exception.Message}.");
            return ExitCode.WrongInput;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            console.Error.WriteLine("Stopped before all was counted.");
            return ExitCode.Failure;
        }
    }

    private static int ShowHelp(Command command, InvocationConfiguration console)
    {
        console.Error.WriteLine("Nothing to count: name files or directories, or pipe a text in.");
        command.Parse(["--help"]).Invoke(new() { Output = console.Error, Error = console.Error });
        return ExitCode.WrongInput;
    }

    private static int Report(CountResult result, bool isJson, InvocationConfiguration console)
    {
        if (isJson)
            console.Output.WriteLine(CountJson.Write(result));
        else if (result.Counts.Count + result.Skipped.Count > 0)
            new CountReport(result, console.Output).Write();
        foreach (var error in result.Errors)
        {
            var name = error.Name == InputWalk.StandardInput ? "standard input" : error.Name;
            console.Error.WriteLine($"{name}: {error.Reason}.");
        }

        if (result.Counts.Count == 0 && result.Errors.Count == 0)
            console.Error.WriteLine("Nothing to count: there is no file of text in what was named.");
        return result.Counts.Count > 0 && result.Errors.Count == 0 ? ExitCode.Ok : ExitCode.WrongInput;
    }
}
