using TokenAwareBalancer.Bench.Targets;
using TokenAwareBalancer.Load;

namespace TokenAwareBalancer.Bench.Comparing;

public sealed class TargetComparisonTests
{
    private static readonly ComparedLatency FirstToken = ComparedLatency.All[0];

    [Fact]
    public void Compare_ThreeRepeats_TakesTheRatioWithinEach()
    {
        // Each repeat is ten times as slow as the one before; b is always a fifth faster.
        var comparison = Compare(repeats: 3, static (repeat, _) => Math.Pow(10, repeat - 1), factor: 0.8);

        Assert.Equal(ComparisonMethod.Repeats, comparison.Method);
        Assert.All(comparison.Compare(FirstToken), ratio =>
        {
            Assert.Equal(0.8, ratio!.Value.Ratio, precision: 6);
            Assert.Equal(0.8, ratio.Value.High!.Value, precision: 6);
        });
    }

    [Fact]
    public void Compare_OneRepeat_GoesByPairsOfRequests()
    {
        var comparison = Compare(repeats: 1, static (_, index) => 1 + index, factor: 0.8);

        Assert.Equal(ComparisonMethod.PairedRequests, comparison.Method);
        Assert.All(comparison.Compare(FirstToken), ratio =>
        {
            Assert.Equal(0.8, ratio!.Value.Ratio, precision: 6);
            Assert.Equal(0.8, ratio.Value.Low!.Value, precision: 6);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Goodput_OfTheFasterTarget_IsMore(int repeats)
    {
        var comparison = Compare(repeats, static (_, index) => index % 2 == 0 ? 0.1 : 0.9, factor: 0.5);

        // All of b's first tokens are within 0.5 s, half of a's.
        var goodput = comparison.CompareGoodput()!.Value;
        Assert.InRange(goodput.Ratio, 1.9, 2.2);
        Assert.True(goodput.Low > 1);
    }

    [Fact]
    public void Compare_ARepeatWithoutAnswers_IsNotLeftOut()
    {
        var blocks = Enumerable.Range(0, 3).SelectMany(repeat => (BenchBlock[])[
            TestTimings.Block("a", repeat, TestTimings.Complete(0)),
            TestTimings.Block("b", repeat, repeat == 2
                ? TestTimings.Failed(0, AnswerEnd.Refused) : TestTimings.Complete(0)),
        ]);

        var comparison = new TargetComparison(Result([.. blocks]), "b", "a");

        Assert.All(comparison.Compare(FirstToken), ratio => Assert.Null(ratio));
    }

    private static TargetComparison Compare(int repeats, Func<int, int, double> firstTokenSeconds, double factor)
    {
        var blocks = Enumerable.Range(0, repeats).SelectMany(repeat => (BenchBlock[])[
            Block("a", repeat, index => firstTokenSeconds(repeat, index)),
            Block("b", repeat, index => firstTokenSeconds(repeat, index) * factor),
        ]);
        return new TargetComparison(Result([.. blocks]), "b", "a");
    }

    private static BenchBlock Block(string target, int repeat, Func<int, double> firstTokenSeconds) =>
        TestTimings.Block(
            target, repeat, [.. Enumerable.Range(0, 40).Select(i => TestTimings.Complete(i, firstTokenSeconds(i)))]);

    private static BenchResult Result(BenchBlock[] blocks) => new(
        new BenchPlan
        {
            Targets = [new UrlTarget("a", new Uri("http://a/")), new UrlTarget("b", new Uri("http://b/"))],
            Baseline = "a",
            Model = "m",
            Workload = new TestWorkload(),
            Pace = "",
            Objective = ServiceObjective.Parse("ttft=500ms", out _),
        },
        blocks,
        IsStopped: false);
}
