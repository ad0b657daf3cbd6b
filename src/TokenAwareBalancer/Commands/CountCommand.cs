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
            Task.FromResult(Run(command, arguments, parsed, openStandardInput, isPiped, cancellationToken)));
        return command;
    }

    private static int Run(
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
            var chooser = arguments.CreateChooser(parsed, configuration?.Options);
            var result = new CountRun(arguments.Plan(parsed), chooser, openStandardInput).Run(cancellationToken);
            return Report(result, arguments.IsJson(parsed), console);
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


        return result.Errors.Count == 0 ? ExitCode.Ok : ExitCode.WrongInput;
    }
}
