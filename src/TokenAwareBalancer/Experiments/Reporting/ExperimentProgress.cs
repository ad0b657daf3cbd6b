using System.Globalization;
using Spectre.Console;
using TokenAwareBalancer.Bench.Reporting;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>Shows how far an experiment is: a bar on a terminal, else a line for each run.</summary>
internal abstract class ExperimentProgress : IExperimentProgress
{
    public static ExperimentProgress Create(TextWriter error, bool isShown) => (isShown, IsTerminal(error)) switch
    {
        (false, _) => new Hidden(),
        (_, true) => new Bar(),
        _ => new Lines(error),
    };

    /// <summary>Whether a bar can be drawn on it.</summary>
    public static bool IsTerminal(TextWriter error) => error == Console.Error && !Console.IsErrorRedirected;

    /// <summary>Shows while it works.</summary>
    public virtual T Show<T>(Func<T> work) => work();

    public virtual void Begin(int runs, int requests)
    {
    }

    public virtual IProgress<SimulationProgress> Follow() => new Nothing();

    public virtual void End(RunOutcome outcome)
    {
    }

    private sealed class Nothing : IProgress<SimulationProgress>
    {
        public void Report(SimulationProgress value)
        {
        }
    }

    private sealed class Hidden : ExperimentProgress;

    private sealed class Lines : ExperimentProgress
    {
        private readonly TextWriter _output;

        public Lines(TextWriter output) => _output = TextWriter.Synchronized(output);

        public override void End(RunOutcome outcome)
        {
            var load = outcome.Key.Load is { } part
                ? string.Create(CultureInfo.InvariantCulture, $"load {part * 100:0.##} %") : "own rate";
            var firstToken = outcome.FirstToken is { } summary
                ? $"ttft mean {BenchFigures.Seconds(summary.AverageSeconds)}" : "no answer";
            var point = outcome.Key.Point is { } value ? $"{value}, " : "";
            _output.WriteLine(point + string.Create(CultureInfo.InvariantCulture,
                $"{load}, seed {outcome.Key.Seed}, {outcome.Key.Policy}: {firstToken}; ")
                + string.Create(CultureInfo.InvariantCulture,
                    $"{outcome.Simulated:#,0} requests in {BenchFigures.Seconds(outcome.WallSeconds)}"));
        }
    }

    private sealed class Bar : ExperimentProgress
    {
        private ProgressTask? _task;

        public override T Show<T>(Func<T> work)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            ProgressColumn[] columns =
            [
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
            ];
            return console.Progress().AutoClear(true).Columns(columns).Start(context =>
            {
                _task = context.AddTask("simulating", maxValue: 0);
                return work();
            });
        }

        public override void Begin(int runs, int requests)
        {
            if (_task is not null)
                _task.MaxValue += (double)runs * requests;
        }

        public override IProgress<SimulationProgress> Follow() => new Follower(_task);

        private sealed class Follower : IProgress<SimulationProgress>
        {
            private readonly ProgressTask? _task;
            private int _ended;

            public Follower(ProgressTask? task) => _task = task;

            public void Report(SimulationProgress value)
            {
                _task?.Increment(value.Ended - _ended);
                _ended = value.Ended;
            }
        }
    }
}
