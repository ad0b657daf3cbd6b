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
        var plan = new ExperimentPlan
        {
            Source = MixText.Parse("lognormal:in=500,out=50,sigma=0.5"),
            Fleet = new ExperimentFleet([(HardwareProfiles.Find("a100-llama-8b")!, 4)]),
            Policies = ["least-connections"],
            Baseline = "least-connections",
            Loads = [load],
            Seeds = [1, 2],
            Requests = 16_000,
        };

        var experiment = new Experiment(plan, ExperimentProgress.Create(TextWriter.Null, isShown: false));
        var result = experiment.Run(TestContext.Current.CancellationToken);

        Assert.Equal(isGrowing, result.Of(load, "least-connections").IsGrowing);
    }
}
