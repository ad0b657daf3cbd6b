using Spectre.Console;

namespace TokenAwareBalancer.Demo.Reporting;

/// <summary>Shows how far a run is.</summary>
internal abstract class DemoProgress
{
    /// <summary>A bar where there is a terminal, lines where there is none.</summary>
    public static DemoProgress Create(TextWriter error) => error == Console.Error && !Console.IsErrorRedirected
        ? new TerminalProgress()
        : new TextProgress(error);

    /// <param name="answers">How many answers the work gets.</param>
    /// <param name="work">Calls what it is given after each answer, on any thread.</param>
    public abstract Task<T> ShowAsync<T>(int answers, Func<Action, Task<T>> work);

    private sealed class TerminalProgress : DemoProgress
    {
        public override Task<T> ShowAsync<T>(int answers, Func<Action, Task<T>> work)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            return console.Progress().AutoClear(true).StartAsync(context =>
            {
                var task = context.AddTask("measuring", maxValue: answers);
                return work(() => task.Increment(1));
            });
        }
    }

    private sealed class TextProgress : DemoProgress
    {
        private readonly TextWriter _output;
        private int _answered;

        public TextProgress(TextWriter output) => _output = TextWriter.Synchronized(output);

        public override Task<T> ShowAsync<T>(int answers, Func<Action, Task<T>> work) => work(() =>
        {
            var answered = Interlocked.Increment(ref _answered);
            // One line each tenth.
            if (answered * 10L / answers > (answered - 1) * 10L / answers)
                _output.WriteLine($"measuring: {answered * 10L / answers * 10} % of {answers} answers");
        });
    }
}
