using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Sources;
using TokenAwareBalancer.Simulating.Engines;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Cells of numbers that nobody simulated.</summary>
internal static class HandMade
{
    public const string Subject = "pending-prefill";

    public static readonly MatrixSetting Setting =
        new("tiny", "2xa100-llama-8b", MatrixWorkload.Drawn("fixed:in=100,out=5")) { Loads = [0.5, 0.9] };

    /// <summary>A policy whose p99 are ten times its means.</summary>
    public static MatrixContender Contender(string policy, double ttftSeconds, double e2eSeconds) => new(policy)
    {
        FirstToken = new LatencySummary(ttftSeconds, ttftSeconds, ttftSeconds, 10 * ttftSeconds),
        Whole = new LatencySummary(e2eSeconds, e2eSeconds, e2eSeconds, 10 * e2eSeconds),
    };

    /// <summary>One whose ratios to the subject are known to a part.</summary>
    public static MatrixContender Rival(
        string policy, double ttftSeconds, double e2eSeconds, MatrixContender subject, double part = 0.01) =>
        Contender(policy, ttftSeconds, e2eSeconds) with
        {
            FirstTokenRatios = Ratios(ttftSeconds / subject.FirstToken!.AverageSeconds, part),
            WholeRatios = Ratios(e2eSeconds / subject.Whole!.AverageSeconds, part),
        };

    public static MatrixCell Cell(double load, MatrixContender subject, params MatrixContender[] rivals)
    {
        var (metrics, preemptions) = MatrixJudge.Judge(subject, rivals, requests: 10_000);
        return new MatrixCell(Setting.CellName(load))
        {
            Setting = Setting,
            Load = load,
            RatePerSecond = 12,
            Workload = "all alike",
            Subject = subject,
            Rivals = rivals,
            Metrics = metrics,
            Preemptions = preemptions,
        };
    }

    public static MatrixPlan Plan(params string[] rivals) => new()
    {
        Subject = Subject,
        Rivals = rivals,
        Parts = [new MatrixPart(Setting, new ExperimentPlan
        {
            Source = MixText.Parse(Setting.Workload.Mix!),
            Fleet = new ExperimentFleet([(HardwareProfiles.Find("a100-llama-8b")!, 2)]),
            Policies = [Subject, .. rivals],
            Baseline = Subject,
            Loads = Setting.Loads,
            Requests = 2000,
        })],
        LeftOut = [new MatrixLack(MatrixSettings.All[0], [0.3, 0.95], [TraceKind.AzureConversation])],
    };

    /// <summary>One cell holds, the other misses its E2E and has two policies whose runs had not settled.</summary>
    public static MatrixResult Result()
    {
        var subject = Contender(Subject, 0.1, 2);
        var growing = Contender(Subject, 0.3, 5) with { IsGrowing = true };
        return new MatrixResult(Plan("random", "lmetric"),
        [
            Cell(0.5, subject, Rival("random", 0.2, 2.1, subject), Rival("lmetric", 0.12, 2.2, subject)),
            Cell(0.9, growing, Rival("random", 0.5, 4, growing) with { IsFilling = true },
                Rival("lmetric", 0.31, 5, growing)),
        ])
        {
            WallSeconds = 3,
            Simulated = 36_000,
        };
    }

    private static RatioInterval[] Ratios(double ratio, double part) =>
        [.. Metric.All.Select(_ => new RatioInterval(ratio, ratio * (1 - part), ratio * (1 + part)))];
}
