using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Learning.Snapshots;
using TokenAwareBalancer.Understanding;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Learning;

public sealed class ModelSnapshotTests
{
    private const double Day = 86_400;
    private const string Tokenizer = "o200k_base:1-2-3";

    [Fact]
    public void Restore_AtOnce_EstimatesAsBefore()
    {
        var (before, after) = (Learned(), new ModelBeliefs());

        after.Restore(before.Capture(Tokenizer), Tokenizer, ageSeconds: 0, nowSeconds: 77);

        foreach (var tenant in new[] { "a", "b", null })
        {
            var (expected, actual) = (Estimate(before, tenant), Estimate(after, tenant, 77));
            Assert.InRange(
                (double)actual.EstimatedOutputTokens / expected.EstimatedOutputTokens, 0.99, 1.01);
            Assert.Equal(expected.EstimatedOutputTokensP90, actual.EstimatedOutputTokensP90);
            Assert.Equal(
                expected.EstimateRemainingOutputTokens(50), actual.EstimateRemainingOutputTokens(50), tolerance: 2.0);
        }

        Assert.Equal(before.BytesPerToken, after.BytesPerToken, 1e-9);
        Assert.Equal(
            before.OfScript(ScriptClass.Code).BytesPerToken, after.OfScript(ScriptClass.Code).BytesPerToken, 1e-9);
        Assert.Equal(before.Drift.Belief.Factor, after.Drift.Belief.Factor, 1e-9);
        Assert.Equal(before.DriftOfBackends["e1"].State, after.DriftOfBackends["e1"].State);
    }

    [Fact]
    public void Restore_AWeekOld_GivesWayToNewAnswersFiveTimesAsFast()
    {
        var snapshot = Learned().Capture(Tokenizer);
        var (fresh, old) = (new ModelBeliefs(), new ModelBeliefs());
        fresh.Restore(snapshot, Tokenizer, 0, 0);
        old.Restore(snapshot, Tokenizer, 7 * Day, 0);
        Assert.InRange(Estimate(old, "a").EstimatedOutputTokens, 35, 60);

        // Not enough to be taken for another workload.
        foreach (var beliefs in new[] { fresh, old })
        {
            for (var answer = 0; answer < 10; answer++)
                Answer(beliefs, "a", 80);
        }

        var (faster, slower) = (Estimate(old, "a").EstimatedOutputTokens, Estimate(fresh, "a").EstimatedOutputTokens);
        Assert.True(faster - 40 > 3 * (slower - 40), $"{faster} after a week, {slower} at once");
        Assert.InRange(old.Drift.Belief.FactorDeviation, fresh.Drift.Belief.FactorDeviation * 1.5, 1);
    }

    [Fact]
    public void Restore_AnotherTokenizer_LeavesTheDriftOfTheOldOneBehind()
    {
        var (before, after) = (Learned(), new ModelBeliefs());
        Assert.True(before.Drift.Belief.CertainDrift > 0.1);

        after.Restore(before.Capture(Tokenizer), "o200k_base:1-2-4", 0, 0);

        Assert.Equal(DriftBelief.None, after.Drift.Belief);
        Assert.Empty(after.DriftOfBackends);
        Assert.InRange(Estimate(after, "a").EstimatedOutputTokens, 35, 45);
    }

    [Theory]
    [InlineData(double.NaN, 1, 0)]
    [InlineData(-1, 1, 0)]
    [InlineData(1, double.PositiveInfinity, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(4, 1, -3)]
    [InlineData(4, 1, 1e300)]
    public void Restore_NumbersThatCannotBe_AreRefused(double numerator, double denominator, double answers)
    {
        var snapshot = Learned().Capture(Tokenizer) with
        {
            BytesPerToken = new MeanSnapshot(numerator, denominator),
            Outputs = [new LengthGroupSnapshot(null, null, [new LengthSnapshot(10, answers, 0)])],
        };

        var beliefs = new ModelBeliefs();
        Assert.Throws<InvalidDataException>(() => beliefs.Restore(snapshot, Tokenizer, 0, 0));
        Assert.InRange(Estimate(beliefs, null).EstimatedOutputTokens, 1, 300);
    }

    [Fact]
    public void Restore_SumsThatNoRegressionHas_AreRefused()
    {
        var drift = new DriftSnapshot([1, 100, 0, 1, 0, 1, 0, 0, 0], new MeanSnapshot(0, 1), 5);

        Assert.Throws<InvalidDataException>(() => new ModelBeliefs().Restore(
            Learned().Capture(Tokenizer) with { Drift = drift }, Tokenizer, 0, 0));
    }

    private static ModelBeliefs Learned()
    {
        var beliefs = new ModelBeliefs();
        var random = new Random(9);
        for (var answer = 0; answer < 300; answer++)
        {
            Answer(beliefs, "a", 30 + random.Next(21));
            Answer(beliefs, "b", 400 + random.Next(201));
            beliefs.ObservePrompt(1000, 300, ScriptClass.Code);
            var textTokens = random.Next(100, 1000);
            beliefs.ObserveCount("e1", textTokens + 10, textTokens, 2, (long)(textTokens * 1.3) + 14);
        }

        return beliefs;
    }

    private static void Answer(ModelBeliefs beliefs, string? tenant, long outputTokens) =>
        beliefs.ObserveOutput(Request(tenant), outputTokens, nowSeconds: 0);

    private static WorkEstimate Estimate(ModelBeliefs beliefs, string? tenant, double nowSeconds = 0) =>
        WorkEstimator.Estimate(Request(tenant), beliefs, nowSeconds);

    private static RequestProfile Request(string? tenant) => new(
        new RequestOutline { Completions = 1 }, "m", new PromptCount(100, true, 0, 0)) { Tenant = tenant };
}
