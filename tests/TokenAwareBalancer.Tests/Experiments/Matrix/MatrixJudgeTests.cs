namespace TokenAwareBalancer.Experiments.Matrix;

public sealed class MatrixJudgeTests
{
    private static readonly MatrixContender Subject = HandMade.Contender(HandMade.Subject, 0.1, 2);

    [Fact]
    public void BestRival_IsThatOfItsMetric()
    {
        var cell = HandMade.Cell(0.5, Subject,
            HandMade.Rival("quick-starter", 0.09, 3, Subject), HandMade.Rival("quick-finisher", 0.2, 1.9, Subject));

        Assert.Equal(
            ["quick-starter", "quick-finisher", "quick-starter", "quick-finisher"],
            cell.Metrics.Select(verdict => verdict.Rival!.Policy));
        Assert.Equal([0.1 / 0.09, 2 / 1.9, 0.1 / 0.09, 2 / 1.9], cell.Metrics.Select(one => one.Ratio!.Value.Ratio),
            (one, other) => Math.Abs(one - other) < 1e-12);
        Assert.Equal(0.09, cell.Metrics[0].RivalSeconds);
        Assert.Equal(0.9, cell.Metrics[2].RivalSeconds!.Value, 1e-12);
    }

    /// <summary>The rival's least is its ratio less a part, and the subject's most is 1 over it.</summary>
    [Theory]
    [InlineData(0.1, 0.0195, true)]
    [InlineData(0.1, 0.0197, false)]
    [InlineData(0.097, 0, false)]
    [InlineData(0.3, 0.5, true)]
    public void MeanTtft_HoldsWhereTheUpperEndIsWithinTwoPercent(double rivalSeconds, double part, bool holds)
    {
        var cell = HandMade.Cell(0.5, Subject, HandMade.Rival("rival", rivalSeconds, 9, Subject, part));

        Assert.Equal(holds, cell.Metrics[0].Holds);
        Assert.Equal(holds, cell.Holds);
        Assert.Equal(holds ? [] : ["mean TTFT"], cell.Misses);
    }

    [Theory]
    [InlineData(0.047, true)]
    [InlineData(0.048, false)]
    public void P99_HoldsWithinFivePercent(double part, bool holds)
    {
        var cell = HandMade.Cell(0.5, Subject, HandMade.Rival("rival", 0.1, 2, Subject, part));

        Assert.Equal(holds, cell.Metrics[2].Holds);
        Assert.Equal(holds, cell.Metrics[3].Holds);
        Assert.False(cell.Metrics[0].Holds);
    }

    [Fact]
    public void Ratio_WithoutAnInterval_DoesNotHold()
    {
        var rival = HandMade.Contender("rival", 0.2, 4) with
        {
            FirstTokenRatios = [new(2, null, null), new(2, null, null), new(2, null, null), new(2, null, null)],
        };

        var cell = HandMade.Cell(0.5, Subject, rival);

        Assert.Equal(["mean TTFT", "mean E2E", "p99 TTFT", "p99 E2E"], cell.Misses);
    }

    [Fact]
    public void Subject_WithoutAnAnswer_DoesNotHold_AndRivalsWithoutOneAreNoRivals()
    {
        var silent = new MatrixContender("silent");

        Assert.False(HandMade.Cell(0.5, silent, HandMade.Contender("rival", 0.1, 2)).Metrics[0].Holds);
        var alone = HandMade.Cell(0.5, Subject, silent);
        Assert.Null(alone.Metrics[0].Rival);
        Assert.True(alone.Holds);
    }

    [Theory]
    [InlineData(50, 0, true)]
    [InlineData(51, 0, false)]
    [InlineData(300, 300, true)]
    [InlineData(301, 300, false)]
    public void Preemptions_BeyondHalfAPercentAndTheBestRivals_AreAStorm(long ours, long theirs, bool holds)
    {
        var subject = Subject with { Preemptions = ours };

        // The worse policy's do not count, and of the better ones the fewest do.
        var cell = HandMade.Cell(0.5, subject,
            HandMade.Rival("quick-starter", 0.11, 3, Subject) with { Preemptions = theirs },
            HandMade.Rival("quick-finisher", 0.2, 2.2, Subject) with { Preemptions = theirs + 10 },
            HandMade.Rival("slow", 0.5, 9, Subject) with { Preemptions = 0 });

        Assert.Equal(holds, cell.Preemptions.Holds);
        Assert.Equal(holds, cell.Holds);
        Assert.Equal(holds ? [] : ["preemptions"], cell.Misses);
    }

    [Fact]
    public void Subject_ThatRefusesMore_DoesNotHold_HoweverFastItIs()
    {
        var subject = Subject with { Refused = 2 };

        Assert.Equal(["refused"], HandMade.Cell(
            0.5, subject, HandMade.Rival("rival", 0.2, 4, Subject) with { Refused = 1 }).Misses);
        Assert.True(HandMade.Cell(
            0.5, subject, HandMade.Rival("rival", 0.2, 4, Subject) with { Refused = 2 }).Holds);
    }

    [Fact]
    public void Cell_IsMarkedByThoseItIsJudgedBy_AndNoOthers()
    {
        var best = HandMade.Rival("rival", 0.2, 4, Subject);
        var worse = HandMade.Rival("worse", 0.3, 5, Subject);

        Assert.False(HandMade.Cell(0.5, Subject, best, worse with { IsGrowing = true }).IsMarked);
        Assert.True(HandMade.Cell(0.5, Subject, best with { IsFilling = true }, worse).IsMarked);
        Assert.True(HandMade.Cell(0.5, Subject with { IsGrowing = true }, best, worse).IsMarked);
    }
}
