using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Reporting;
using TokenAwareBalancer.Experiments.Sources;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Experiments.Running;

public sealed class BacklogGrowthTests
{
    [Theory]
    [InlineData(0.7, false)]
    [InlineData(0.9, false)]
    [InlineData(1.15, true)]
    [InlineData(1.5, true)]
    public void Backlog_Grows_WhenMoreComesThanIsAnswered(double load, bool isGrowing)
    {
        var outcome = Run("lognormal:in=500,out=50,sigma=0.5", load, requests: 16_000);

        Assert.Equal((isGrowing, false), (outcome.IsGrowing, outcome.IsTooShort));
    }

    /// <summary>Engines that fill have more under way at the end than in the middle, at any load.</summary>
    [Theory]
    [InlineData(0.5, 300)]
    [InlineData(0.8, 300)]
    [InlineData(0.8, 1500)]
    [InlineData(0.95, 1000)]
    [InlineData(0.95, 2500)]
    public void Backlog_OfEnginesThatFill_DoesNotGrow(double load, int requests)
    {
        var outcome = Run("fixed:in=100,out=600", load, requests);

        Assert.False(outcome.IsGrowing);
    }

    [Fact]
    public void Backlog_OfPromptsThatWait_DoesNotGrowWhileEnginesFill() =>
        Assert.False(Run("fixed:in=500,out=100", load: 0.8, requests: 300).IsGrowing);

    [Theory]
    [InlineData(300, true)]
    [InlineData(8000, false)]
    public void Run_ShorterThanAFewAnswers_IsTooShortToTell(int requests, bool isTooShort) =>
        Assert.Equal(isTooShort, Run("fixed:in=100,out=600", load: 0.8, requests).IsTooShort);

    [Fact]
    public void Backlog_OfTwiceWhatIsAnswered_GrowsAlsoWhereAnswersAreLong() =>
        Assert.True(Run("fixed:in=100,out=600", load: 2, requests: 12_000).IsGrowing);

    private static PolicyOutcome Run(string mix, double load, int requests)
    {
        const string policy = "least-connections";
        var plan = new ExperimentPlan
        {
            Source = MixText.Parse(mix),
            Fleet = new ExperimentFleet([(HardwareProfiles.Find("a100-llama-8b")!, 4)]),
            Policies = [policy],
            Baseline = policy,
            Loads = [load],
            Seeds = [1, 2],
            Requests = requests,
        };
        var progress = ExperimentProgress.Create(TextWriter.Null, isShown: false);
        return Experiment.Run(plan, progress, onLoad: null, TestContext.Current.CancellationToken).Of(load, policy);
    }
}
