using System.Globalization;
using TokenAwareBalancer.Bench.Reporting;
using TokenAwareBalancer.Experiments.Reporting;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Shows how far a matrix is: a bar on a terminal, else a line for each setting.</summary>
internal sealed class MatrixProgress : IExperimentProgress
{
    private readonly ExperimentProgress _bar;
    private readonly TextWriter _lines;
    private readonly TimeProvider _time;
    private long _startTimestamp;
    private long _requests;
    private long _simulated;
    private int _cells;
    private int _ended;

    /// <param name="bar">One that begins once for all settings.</param>
    /// <param name="lines">Gets a line for each setting.</param>
    /// <param name="time">Tells how long it took, and so about how long it will take.</param>
    public MatrixProgress(ExperimentProgress bar, TextWriter lines, TimeProvider time) =>
        (_bar, _lines, _time) = (bar, lines, time);

    public static MatrixProgress Create(TextWriter error, bool isShown)
    {
        var hasBar = isShown && ExperimentProgress.IsTerminal(error);
        return new MatrixProgress(
            ExperimentProgress.Create(error, hasBar),
            isShown && !hasBar ? error : TextWriter.Null,
            TimeProvider.System);
    }

    public T Show<T>(Func<T> work) => _bar.Show(work);

    public void Begin(MatrixPlan plan)
    {
        _startTimestamp = _time.GetTimestamp();
        _requests = plan.Parts.Sum(part => (long)part.Runs * part.Plan.Requests);
        _cells = plan.Cells;
        foreach (var part in plan.Parts)
            _bar.Begin(part.Runs, part.Plan.Requests);
    }

    /// <summary>Nothing: the whole matrix has begun.</summary>
    public void Begin(int runs, int requests)
    {
    }

    public IProgress<SimulationProgress> Follow() => _bar.Follow();

    public void End(RunOutcome outcome) => Interlocked.Add(ref _simulated, outcome.Simulated);

    public void End(MatrixPart part, IReadOnlyCollection<MatrixCell> cells)
    {
        _ended += cells.Count;
        var seconds = _time.GetElapsedTime(_startTimestamp).TotalSeconds;
        var left = _ended == _cells ? "" : $", about {Left(seconds)} left";
        _lines.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{part.Setting.Name}: {cells.Count(cell => cell.Holds)} of {cells.Count} cells hold; ")
            + string.Create(CultureInfo.InvariantCulture,
                $"{_ended} of {_cells} cells in {BenchFigures.Seconds(seconds)}{left}"));
    }

    /// <summary>As if the requests to come took as long as those that were, each.</summary>
    private string Left(double seconds)
    {
        var left = seconds * Math.Max(0, _requests - _simulated) / Math.Max(1, _simulated);
        return left >= 90
            ? string.Create(CultureInfo.InvariantCulture, $"{left / 60:0} min")
            : string.Create(CultureInfo.InvariantCulture, $"{left:0} s");
    }
}
