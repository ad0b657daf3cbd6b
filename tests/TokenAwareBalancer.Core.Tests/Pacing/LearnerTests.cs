namespace TokenAwareBalancer.Pacing;

/// <summary>The small learners beside the costs.</summary>
public sealed class LearnerTests
{
    [Fact]
    public void Budget_ThreeLargerSteps_GrowsToTheSmallest()
    {
        var budget = new TokenBudgetLearner();
        budget.ObserveLarger(5000, 100, 100, isSure: true);
        budget.ObserveLarger(4000, 100, 100, isSure: true);
        Assert.Equal(2048, budget.LargestTokens);

        budget.ObserveLarger(6000, 100, 100, isSure: true);
        Assert.Equal(4000, budget.LargestTokens);
    }

    [Fact]
    public void Budget_StepsTooShortForTheirTokens_AreTakenForCached()
    {
        var budget = new TokenBudgetLearner();
        for (var i = 0; i < 10; i++)
            budget.ObserveLarger(5000, 20, 100, isSure: true);

        Assert.Equal(2048, budget.LargestTokens);
    }

    [Fact]
    public void Budget_StepsThatDoNotEnd_BoundsItUntilALargerOneIsSeen()
    {
        var budget = new TokenBudgetLearner();
        for (var i = 0; i < 3; i++)
            budget.ObservePlanned(4000, hasEnded: false);
        Assert.Equal(3600, budget.BoundTokens);

        for (var i = 0; i < 3; i++)
            budget.ObserveLarger(5000, 100, 100, isSure: true);
        Assert.True(budget.BoundTokens > 5000);
    }

    [Fact]
    public void Sharing_PromptsThatDelayNobody_EndTheBelief()
    {
        var sharing = new SharingEvidence();
        for (var i = 0; i < 8; i++)
            sharing.Observe(1.02);
        Assert.False(sharing.Shares);

        for (var i = 0; i < 30; i++)
            sharing.Observe(2);
        Assert.True(sharing.Shares);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.02)]
    [InlineData(0.1)]
    public void Delay_RequestsThatMissAnIteration_TellHowFarTheyCome(double delaySeconds)
    {
        const double iterationSeconds = 0.03;
        var random = new Random(5);
        var delay = new ArrivalDelay();
        for (var i = 0; i < 2000; i++)
        {
            var sent = random.NextDouble() * iterationSeconds;
            var joined = Math.Ceiling((sent + delaySeconds) / iterationSeconds) * iterationSeconds;
            delay.ObserveIteration(sent, joined - iterationSeconds, joined);
        }

        Assert.Equal(delaySeconds, delay.Seconds, 0.003);
    }

    [Fact]
    public void Errors_OfKnownSpread_AreReadWithinAQuarter()
    {
        var random = new Random(5);
        var errors = new ErrorTracker();
        for (var i = 0; i < 5000; i++)
            errors.Observe(100 * (1.1 + (0.2 * (random.NextDouble() - 0.5))), 100);

        var reading = errors.Read();
        Assert.Equal(5000, reading.Observations);
        Assert.Equal(0.1, reading.Bias, 0.01);
        Assert.InRange(reading.Median, 0.08, 0.125);
        Assert.InRange(reading.P95, 0.15, 0.24);
    }

    [Fact]
    public void Errors_NothingObserved_SayNothing() => Assert.Equal(default, new ErrorTracker().Read());
}
