namespace TokenAwareBalancer.Learning.Lengths;

public sealed class LengthDistributionTests
{
    private readonly LengthDistribution _prior = LengthDistribution.Exponential(256);

    [Fact]
    public void Exponential_OfAMean_HasItAndNoMemory()
    {
        Assert.Equal(256, _prior.MeanTokens, 0.01);
        foreach (var observed in new[] { 0, 1, 10, 100, 1000, 3000 })
            Assert.InRange(_prior.Remaining(observed, double.PositiveInfinity), 245, 262);
    }

    /// <remarks>Against sums over single lengths, each as likely as its bin says.</remarks>
    [Fact]
    public void MeansAndRemainders_AnyCounts_AreThoseOfTheSummedDistribution()
    {
        var random = new Random(3);
        for (var round = 0; round < 20; round++)
        {
            var distribution = Learned(random, answers: random.Next(1, 300), capped: random.Next(0, 100));
            var chances = ChancesOf(distribution);
            foreach (var cap in new[] { 1, 2, 13, 64, 1000, 250_000 })
            {
                AssertClose(Sum(chances, length => Math.Min(length, cap)), distribution.MeanUpTo(cap));
                foreach (var observed in new[] { 0, 1, 7, 50, 333 })
                {
                    var longer = Sum(chances, length => length > observed ? 1 : 0);
                    if (observed < cap && longer > 1e-9)
                        AssertClose(
                            Sum(chances, length => Math.Max(0, Math.Min(length, cap) - observed)) / longer,
                            distribution.Remaining(observed, cap));
                }
            }
        }
    }

    [Fact]
    public void Quantile_AnyChance_IsTheShortestLengthThatReachesIt()
    {
        var distribution = Learned(new Random(4), answers: 200, capped: 30);
        var chances = ChancesOf(distribution);
        foreach (var chance in new[] { 0.01, 0.1, 0.5, 0.9, 0.99 })
        {
            var quantile = distribution.Quantile(chance);
            Assert.InRange(Sum(chances, length => length <= quantile ? 1 : 0), chance - 1e-4, 1);
            Assert.InRange(Sum(chances, length => length < quantile ? 1 : 0), 0, chance + 1e-4);
        }
    }

    /// <remarks>All of a thousand would have been up to 500 tokens; those over 100 were cut there.</remarks>
    [Fact]
    public void Learn_HalfIsCutByALimit_StillSeesWhatLiesBelowItAndKeepsThePriorBeyond()
    {
        var counts = new LengthCounts();
        var random = new Random(5);
        for (var answer = 0; answer < 1000; answer++)
        {
            var tokens = random.Next(1, 201);
            counts.Add(LengthBins.IndexOf(Math.Min(tokens, 100)), isCapped: tokens > 100);
        }

        var distribution = new LengthDistribution();
        distribution.Learn(counts, _prior, 8);

        Assert.InRange(distribution.Quantile(0.25), 45, 55);
        Assert.InRange(distribution.MeanUpTo(100), 73, 77); // 75.25
        Assert.InRange(distribution.Remaining(100, double.PositiveInfinity), 240, 270);
    }

    [Fact]
    public void Remaining_LongerThanAnyAnswer_IsFiniteAndPositive()
    {
        var counts = new LengthCounts();
        for (var answer = 0; answer < 300; answer++)
            counts.Add(LengthBins.IndexOf(10), isCapped: false);
        var distribution = new LengthDistribution();
        distribution.Learn(counts, _prior, 1);

        foreach (var observed in new long[] { 11, 5_000, 100_000, 262_143, 1_000_000, int.MaxValue * 4L })
            Assert.InRange(distribution.Remaining(observed, double.PositiveInfinity), 0.9, observed * 1.5 + 300);
    }

    private LengthDistribution Learned(Random random, int answers, int capped)
    {
        var counts = new LengthCounts();
        for (var answer = 0; answer < answers; answer++)
            counts.Add(LengthBins.IndexOf((long)Math.Exp(random.NextDouble() * 8)), isCapped: answer < capped);
        var distribution = new LengthDistribution();
        distribution.Learn(counts, _prior, 4);
        return distribution;
    }

    private static double[] ChancesOf(LengthDistribution distribution)
    {
        var chances = new double[LengthBins.LowerTokens(LengthBins.Count)];
        for (var bin = 0; bin < LengthBins.Count; bin++)
        {
            var width = LengthBins.Width(bin);
            var mass = distribution.Reaching(bin) - distribution.Reaching(bin + 1);
            for (var tokens = 0; tokens < width; tokens++)
                chances[LengthBins.LowerTokens(bin) + tokens] = mass / width;
        }

        return chances;
    }

    private static double Sum(double[] chances, Func<int, double> of)
    {
        var sum = 0.0;
        for (var length = 1; length < chances.Length; length++)
            sum += chances[length] * of(length);
        return sum;
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.InRange(actual, (expected * 0.999) - 0.001, (expected * 1.001) + 0.001);
}
