using System.CommandLine;
using TokenAwareBalancer.Demo;
using TokenAwareBalancer.Demo.Reporting;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer demo</c>: measures the policies side by side on simulated engines, then stays up.</summary>
internal static class DemoCommand
{
    internal static Command Create()
    {
        var arguments = new DemoArguments();
        var command = new Command(
            "demo", "Compare the policies on simulated engines in under a minute, then stay up for requests by hand.");
        arguments.AddTo(command);
        command.SetAction((result, cancellationToken) =>
            RunAsync(arguments.Read(result), result.InvocationConfiguration, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        DemoOptions options, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            var result = await MeasureAsync(options, console.Error, cancellationToken);
            if (options.IsJson)
                await console.Output.WriteLineAsync(DemoJson.Write(result));
            else
                new DemoReport(result, console.Output).Write();
            if (!options.Exits)
                await LiveDemo.RunAsync(console.Output, cancellationToken);
            return ExitCode.Ok;
        }
        catch (Exception exception) when (exception is DemoFailedException or HttpRequestException or IOException)
        {
            await console.Error.WriteLineAsync($"No result: {exception.Message}");
            return ExitCode.Failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await console.Error.WriteLineAsync("Stopped before there was a result.");
            return ExitCode.Failure;
        }
    }

    private static async Task<DemoResult> MeasureAsync(
        DemoOptions options, TextWriter error, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        await error.WriteLineAsync("Warming up.");
        await WarmUp.RunAsync(time, cancellationToken);
        var run = new DemoRun(
            options.ChooseScenarios(), [.. Enumerable.Range(1, options.Seeds)], DemoOptions.DefaultSeeds, time);
        return await DemoProgress.Create(error).ShowAsync(
            run.Answers, onAnswer => run.RunAsync(onAnswer, cancellationToken));
    }
}
