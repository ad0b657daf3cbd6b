using TokenAwareBalancer.Experiments.Running;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Runs a matrix: its settings one after the other, what comes of each judged and then forgotten.</summary>
internal static class MatrixRun
{
    public static MatrixResult Run(MatrixPlan plan, MatrixProgress progress, CancellationToken cancellationToken)
    {
        var startTimestamp = TimeProvider.System.GetTimestamp();
        progress.Begin(plan);
        List<MatrixCell> cells = [];
        var simulated = 0L;
        foreach (var part in plan.Parts)
        {
            var result = Experiment.Run(part.Plan, progress, onLoad: null, cancellationToken);
            var judged = MatrixJudge.Judge(part, result);
            cells.AddRange(judged);
            simulated += result.Runs.Sum(run => (long)run.Simulated);
            progress.End(part, judged);
        }

        return new MatrixResult(plan, cells)
        {
            WallSeconds = TimeProvider.System.GetElapsedTime(startTimestamp).TotalSeconds,
            Simulated = simulated,
        };
    }
}
