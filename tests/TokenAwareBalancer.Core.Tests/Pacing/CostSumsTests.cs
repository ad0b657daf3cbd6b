using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Pacing;

public sealed class CostSumsTests
{
    private static readonly IterationCosts Truth = new(6.5, 0.03, 0.012, 6e-5, 1.3e-6);

    [Fact]
    public void Solve_RowsOfTheForm_FindsTheirCosts()
    {
        var costs = Solve(Rows(200));

        Assert.Equal(Truth.BaseMilliseconds, costs.BaseMilliseconds, 0.01);
        Assert.Equal(Truth.PrefillTokenMilliseconds, costs.PrefillTokenMilliseconds, 1e-4);
        Assert.Equal(Truth.ContextTokenMilliseconds, costs.ContextTokenMilliseconds, 1e-6);
    }

    [Fact]
    public void Solve_NoRows_IsTheExpected()
    {
        var costs = Solve(new CostSums());

        Assert.Equal(EngineSpeed.Prior.Costs.BaseMilliseconds, costs.BaseMilliseconds, 1e-9);
        Assert.Equal(EngineSpeed.Prior.Costs.PrefillTokenMilliseconds, costs.PrefillTokenMilliseconds, 1e-9);
    }

    [Fact]
    public void Solve_StreamsAlone_ScalesWhatCannotBeSeenWithTheRest()
    {
        var sums = new CostSums();
        for (var i = 0; i < 200; i++)
            sums.Add(new IterationRow(1, 0, 10, 20_000, 0), 3 * 13.1, 1 / (13.1 * 13.1));

        var costs = Solve(sums);
        Assert.Equal(3 * EngineSpeed.Prior.Costs.PrefillTokenMilliseconds, costs.PrefillTokenMilliseconds, 0.001);
    }

    [Fact]
    public void Solve_RowsThatWantANegativeCost_GivesNone()
    {
        var random = new Random(3);
        var sums = new CostSums();
        for (var i = 0; i < 500; i++)
        {
            var streams = random.Next(1, 200);
            sums.Add(new IterationRow(1, 0, streams, 0, 0), 20 - (0.05 * streams), 1.0 / 200);
        }

        var costs = Solve(sums);
        Assert.True(costs.StreamMilliseconds > 0);
        Assert.True(costs.BaseMilliseconds > 5);
    }

    [Fact]
    public void Add_OfTwoSums_IsThatOfAllTheirRows()
    {
        var all = Rows(100, seed: 1);
        all.Add(Rows(100, seed: 2));
        all.Add(Rows(100, seed: 2), sign: -1);

        Assert.Equal(Solve(Rows(100, seed: 1)).BaseMilliseconds, Solve(all).BaseMilliseconds, 1e-6);
        Assert.Equal(100, all.Rows, 1e-9);
    }

    [Fact]
    public void Slow_ByAFactor_MultipliesEveryCost()
    {
        var sums = Rows(200);
        sums.Slow(5, keep: 0.5);

        var costs = Solve(sums);
        Assert.Equal(5, costs.BaseMilliseconds / Truth.BaseMilliseconds, 0.02);
        Assert.Equal(5, costs.PrefillTokenMilliseconds / Truth.PrefillTokenMilliseconds, 0.02);
        Assert.Equal(100, sums.Rows, 1e-9);
    }

    [Fact]
    public void RatioTo_OtherCosts_TellsHowMuchLongerItTook()
    {
        Span<double> unknowns = stackalloc double[CostSums.Unknowns];
        CostSums.FromCosts(
            new IterationCosts(13, 0.06, 0.024, 12e-5, 2.6e-6), unknowns);

        Assert.Equal(0.5, Rows(50).RatioTo(unknowns, out var deviation), 1e-9);
        Assert.InRange(deviation, 0.01, 0.2);
    }

    private static CostSums Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        var sums = new CostSums();
        for (var i = 0; i < count; i++)
        {
            var prompt = random.Next(3) == 0 ? random.Next(2000) : 0;
            var row = new IterationRow(
                1, prompt, random.Next(1, 80), random.Next(1000, 100_000), prompt * (double)random.Next(3000));
            var milliseconds = row.EstimateMilliseconds(Truth);
            sums.Add(row, milliseconds, 1 / (milliseconds * milliseconds));
        }

        return sums;
    }

    private static IterationCosts Solve(CostSums sums)
    {
        Span<double> unknowns = stackalloc double[CostSums.Unknowns];
        CostFit.Solve(sums, [1, 1, 1, 1, 1, 1], noise: 0.001, certainty: 0, unknowns);
        return CostSums.ToCosts(unknowns);
    }
}
