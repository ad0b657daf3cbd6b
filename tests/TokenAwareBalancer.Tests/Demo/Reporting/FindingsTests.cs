using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Demo.Reporting;

public sealed class FindingsTests
{
    [Fact]
    public void Line_WinsEvensAndLosses_NamesEachAsWhatItIs()
    {
        var line = Findings.Describe("round-robin",
        [
            (Metric.Average, Ratio(0.74, 0.75, 0.76)),
            (Metric.P50, Ratio(0.90, 1.00, 1.10)),
            (Metric.P90, Ratio(1.19, 1.20, 1.21)),
            (Metric.P99, Ratio(0.59, 0.60, 0.61)),
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
    [InlineData(0.84, 0.85, 0.86)]
    [InlineData(1.14, 1.15, 1.16)]
    public void SameRule_AveragesApart_IsNotCalledChance(params double[] bySeed)
    {
        var note = Footnotes.OnSameRule(Ratio(bySeed));

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

    private static PolicyComparison Ratio(params double[] bySeed) => new(SeedSpread.Of(bySeed));
}
