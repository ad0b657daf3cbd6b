namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Where a policy stands against the best of others in each regime, by the upper ends of its ratios.</summary>
public sealed class SmallMatrixTests
{
    private static readonly Lazy<MatrixResult> Result = new(() => SmallMatrix.Run(
        "auto", "pending-prefill", "lmetric", "least-connections", "llm-d-affinity", "random"));

    [Theory]
    [InlineData("equal-80", 0.97, 1.02, 1.05, 1.08)]
    [InlineData("unlike-80", 0.99, 0.99, 0.92, 0.95)]
    [InlineData("prefixes-80", 1.06, 1.04, 0.97, 1.15)]
    [InlineData("slots-60", 0.97, 0.97, 1.15, 0.97)]
    public void Auto_AgainstTheBestOfEachMetric_IsWithin(
        string name, double meanTtft, double meanE2e, double p99Ttft, double p99E2e)
    {
        var cell = Result.Value.Cells.Single(cell => cell.Name == name);

        double[] bounds = [meanTtft, meanE2e, p99Ttft, p99E2e];
        var beyond = cell.Metrics.Zip(bounds).Where(one => !(one.First.Ratio?.High <= one.Second))
            .Select(one => $"{one.First.Metric.Name} up to {one.First.Ratio?.High:0.000} of {one.First.Rival?.Policy} over {one.Second}");
        Assert.Empty(beyond);
        Assert.True(cell.Preemptions.Holds, $"{cell.Preemptions}");
        Assert.False(cell.IsMarked, MatrixLines.Warnings(Result.Value).FirstOrDefault());
    }

    [Fact]
    public void Random_AgainstTheSame_IsFoundOut()
    {
        // The same runs, seen from the other side: what loses everywhere must not hold anywhere.
        // But engines of slots, before which all that has to wait stands in one line, whatever the policy.
        var ratios = Result.Value.Cells.Where(cell => cell.Setting.Profiles.Count == 0)
            .Select(cell => cell.Rivals.Single(rival => rival.Policy == "random").FirstTokenRatios![0]).ToArray();

        Assert.Equal(3, ratios.Length);
        Assert.All(ratios, ratio => Assert.True(ratio.Low > 1.02, $"{ratio}"));
    }
}
