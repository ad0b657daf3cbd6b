using TokenAwareBalancer.Experiments.Reporting;
using TokenAwareBalancer.Experiments.Running;

namespace TokenAwareBalancer.Experiments.Matrix;

public sealed class MatrixProgressTests
{
    [Fact]
    public void Lines_TellWhatHolds_AndHowLongTheRestTakes()
    {
        using var lines = new StringWriter { NewLine = "\n" };
        var time = new SteppedTime();
        var progress = new MatrixProgress(
            ExperimentProgress.Create(TextWriter.Null, isShown: false), lines, time);
        var result = HandMade.Result();
        var half = result.Plan.Parts[0] with { Plan = result.Plan.Parts[0].Plan with { Loads = [0.5] } };
        var plan = result.Plan with { Parts = [half, half with { Plan = half.Plan with { Loads = [0.9] } }] };

        progress.Begin(plan);
        time.Seconds = 300;
        // A third of the 3 policies × 3 seeds × 2 loads × 2000 requests.
        for (var run = 0; run < 6; run++)
            progress.End(Run(2000));
        progress.End(half, [result.Cells[0]]);
        time.Seconds = 840;
        progress.End(half, [result.Cells[1]]);

        Assert.Equal(
            "tiny: 1 of 1 cells hold; 1 of 2 cells in 300 s, about 10 min left\n"
            + "tiny: 0 of 1 cells hold; 2 of 2 cells in 840 s\n",
            lines.ToString());
    }

    private static RunOutcome Run(int requests) => new()
    {
        Key = new RunKey(0.5, 1, "random"),
        RatePerSecond = 1,
        Latencies = null,
        FirstToken = null,
        PerToken = null,
        Whole = null,
        Measured = 0,
        Isolated = (0, 0),
        Good = 0,
        Refused = 0,
        Held = 0,
        PromptTokens = 0,
        CachedTokens = 0,
        Preemptions = 0,
        Answers = [],
        Growth = default,
        Simulated = requests,
        WallSeconds = 1,
    };

    private sealed class SteppedTime : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
