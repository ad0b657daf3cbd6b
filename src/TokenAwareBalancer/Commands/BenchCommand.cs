using System.CommandLine;
using TokenAwareBalancer.Bench;
using TokenAwareBalancer.Bench.Reporting;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer bench</c>: loads any OpenAI-compatible server and says how it answers.</summary>
internal static class BenchCommand
{
    internal static Command Create()
    {
        var arguments = new BenchArguments();
        var command = new Command(
            "bench", "Load a server with requests, and report latency, throughput, errors and goodput.");
        arguments.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(arguments, result, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        BenchArguments arguments, ParseResult parsed, CancellationToken cancellationToken)
    {
        var console = parsed.InvocationConfiguration;
        try
        {
            if (await arguments.ReadAsync(parsed, console.Error, cancellationToken) is not { } plan)
                return ExitCode.WrongInput;
            // Opened first: what was measured for an hour shall not be lost to a folder that does not exist.
            await using var csv = arguments.Output.CsvFile(parsed) is { } file ? new StreamWriter(file) : null;
            var hasProgress = arguments.Output.HasProgress(parsed);
            var result = await MeasureAsync(plan, hasProgress, console.Error, cancellationToken);
            await WriteAsync(result, arguments.Output.IsJson(parsed), console.Output, csv);
            return result.HasMeasured ? ExitCode.Ok : await FailAsync("No answer was complete.", console.Error);
        }
        catch (Exception exception) when (exception is BenchFailedException or WorkloadException)
        {
            return await FailAsync(exception.Message, console.Error);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return await FailAsync($"Cannot write: {exception.Message}", console.Error);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await FailAsync("Stopped before anything was measured.", console.Error);
        }
    }

    private static async Task<BenchResult> MeasureAsync(
        BenchPlan plan, bool hasProgress, TextWriter error, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var run = new BenchRun(plan, time);
        await using var progress = hasProgress ? new BenchProgress(error, time) : null;
        if (progress is not null)
            run.Starting += progress.Follow;
        return await run.RunAsync(cancellationToken);
    }

    private static async Task WriteAsync(BenchResult result, bool isJson, TextWriter output, StreamWriter? csv)
    {
        if (isJson)
            await output.WriteLineAsync(BenchJson.Write(result));
        else
            new BenchReport(result, output).Write();
        if (csv is not null)
            BenchCsv.Write(result, TimeProvider.System, csv);
    }

    private static async Task<int> FailAsync(string sentence, TextWriter error)
    {
        await error.WriteLineAsync(sentence);
        return ExitCode.Failure;
    }
}
