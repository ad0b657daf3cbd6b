using TokenAwareBalancer.Demo.Statistics;

namespace TokenAwareBalancer.Demo.Reporting;

public sealed class FindingsTests
{
    [Fact]
    public void Line_WinsEvensAndLosses_NamesEachAsWhatItIs()
    {
        var line = Findings.Describe("round-robin",
        [
            (Metric.Average, Ratio(0.7, 0.8)),
            (Metric.P50, Ratio(0.9, 1.1)),
            (Metric.P90, Ratio(1.1, 1.3)),
            (Metric.P99, Ratio(0.5, 0.7)),
        ]);

        Assert.Equal(
            "pending-prefill against round-robin: better in average -25 %, p99 -40 %; "
            + "not clearly different in p50 0 %; worse in p90 +20 %",
            line);
    }

    [Fact]
    public void SameRule_AveragesEven_IsCalledChance() =>
        Assert.EndsWith("+1 % (-1 %..+3 %), which is chance.", Footnotes.OnSameRule(Ratio(0.99, 1.03)));

    [Theory]
    [InlineData(0.8, 0.9)]
    [InlineData(1.1, 1.2)]
    public void SameRule_AveragesApart_IsNotCalledChance(double least, double most)
    {
        var note = Footnotes.OnSameRule(Ratio(least, most));

        Assert.DoesNotContain("chance", note);
        Assert.Contains("disturbed", note);
    }

    [Theory]
    [InlineData(-0.12, "-12 %")]
    [InlineData(0.004, "0 %")]
    [InlineData(-0.004, "0 %")]
    [InlineData(0.5, "+50 %")]
    public void Percent_OfAPart_HasItsSignUnlessZero(double part, string text) =>
        Assert.Equal(text, Figures.Percent(part));

    private static PolicyComparison Ratio(double least, double most) => new(SeedSpread.Of([least, most]));
}
