using System.CommandLine;
using TokenAwareBalancer.Experiments;
using TokenAwareBalancer.Experiments.Capacity;
using TokenAwareBalancer.Experiments.CommandLine;
using TokenAwareBalancer.Experiments.Matrix;
using TokenAwareBalancer.Experiments.Plotting;
using TokenAwareBalancer.Experiments.Reporting;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Experiments.Sweeping;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer simulate</c>: policies before engines in virtual time.</summary>
internal static class SimulateCommand
{
    internal static Command Create()
    {
        var arguments = new ExperimentArguments();
        var command = new Command(
            "simulate", "Simulate policies before a fleet of engines in virtual time, and compare their latencies.");
        arguments.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(arguments, result, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ExperimentArguments arguments, ParseResult parsed, CancellationToken cancellationToken)
    {
        var console = parsed.InvocationConfiguration;
        try
        {
            if (arguments.Matrix.IsAsked(parsed))
                return await JudgeAsync(arguments, parsed, cancellationToken);
            if (arguments.Read(parsed, console.Error) is not { } asked)
                return ExitCode.WrongInput;
            // Opened first: what was computed for an hour shall not be lost to a folder that does not exist.
            await using var files = new ResultFiles(arguments.Results, parsed);
            var progress = ExperimentProgress.Create(console.Error, arguments.Results.HasProgress(parsed));
            var output = new ResultOutput(files, console.Output);
            if (asked.Capacity is { } question)
                Find(asked.Plan, question, progress, output, cancellationToken);
            else if (asked.Sweep is { } sweep)
                Vary(sweep, arguments.Results.IsFigure(parsed), CommandLineText.Of(parsed), progress, output,
                    cancellationToken);
            else
                Compare(asked.Plan, CommandLineText.Of(parsed), progress, output, cancellationToken);
            return ExitCode.Ok;
        }
        catch (ArgumentException exception)
        {
            return await FailAsync(exception.Message, console.Error, ExitCode.WrongInput);
        }
        // Out of runs at the same time.
        catch (AggregateException exception) when (exception.InnerException is ArgumentException cause)
        {
            return await FailAsync(cause.Message, console.Error, ExitCode.WrongInput);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return await FailAsync($"Cannot write: {exception.Message}", console.Error, ExitCode.Failure);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await FailAsync("Stopped before it was done.", console.Error, ExitCode.Failure);
        }
    }

    private static async Task<int> JudgeAsync(
        ExperimentArguments arguments, ParseResult parsed, CancellationToken cancellationToken)
    {
        var console = parsed.InvocationConfiguration;
        if (arguments.ReadMatrix(parsed, console.Error) is not { } plan)
            return ExitCode.WrongInput;
        await using var files = new ResultFiles(arguments.Results, parsed);
        if (plan.LeftOut.Count > 0)
            await console.Error.WriteLineAsync(MatrixLines.LeftOut(plan));
        var progress = MatrixProgress.Create(console.Error, arguments.Results.HasProgress(parsed));
        var result = progress.Show(() => MatrixRun.Run(plan, progress, cancellationToken));
        new ResultOutput(files, console.Output).Write(
            () => MatrixJson.Write(result), text => MatrixReport.Write(result, text));
        if (files.Report is { } report)
            MatrixPage.Write(result, CommandLineText.Of(parsed), report);
        return arguments.Matrix.IsStrict(parsed) && result.Held < result.Cells.Count ? ExitCode.Failure : ExitCode.Ok;
    }

    private static void Compare(
        ExperimentPlan plan,
        string commandLine,
        ExperimentProgress progress,
        ResultOutput output,
        CancellationToken cancellationToken)
    {
        var rows = output.Files.Csv is { } csv ? new ExperimentCsv(plan, csv) : null;
        var result = progress.Show(
            () => Experiment.Run(plan, progress, runs => rows?.Write(runs), cancellationToken));
        output.Write(() => ExperimentJson.Write(result), text => ExperimentReport.Write(result, text));
        if (output.Files.Report is { } report)
            ReportPage.Write(result, commandLine, report);
    }

    private static void Vary(
        Sweep sweep,
        bool drawsFigure,
        string commandLine,
        ExperimentProgress progress,
        ResultOutput output,
        CancellationToken cancellationToken)
    {
        var result = progress.Show(() => SweepRun.Run(sweep, progress, cancellationToken));
        output.Write(() => SweepJson.Write(result), text => SweepReport.Write(result, text));
        if (output.Files.Report is not { } report)
            return;
        if (drawsFigure)
            SweepFigure.Write(result, report);
        else
            SweepPage.Write(result, commandLine, report);
    }

    private static void Find(
        ExperimentPlan plan,
        CapacityQuestion question,
        ExperimentProgress progress,
        ResultOutput output,
        CancellationToken cancellationToken)
    {
        var search = new CapacitySearch(plan, question.Condition, progress);
        var answers = progress.Show(() => plan.Policies.Select(policy => question.RatePerSecond is { } rate
            ? search.FindEngines(policy, rate, cancellationToken)
            : search.FindRate(policy, cancellationToken)).ToArray());
        output.Write(
            () => ExperimentJson.Write(answers, question, plan),
            text => CapacityReport.Write(answers, question, plan, text));
    }

    private static async Task<int> FailAsync(string sentence, TextWriter error, int exitCode)
    {
        await error.WriteLineAsync(sentence);
        return exitCode;
    }
}
