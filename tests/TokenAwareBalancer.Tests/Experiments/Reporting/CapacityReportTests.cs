using System.Text.Json;
using TokenAwareBalancer.Experiments.Capacity;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Experiments.Sources;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Experiments.Reporting;

public sealed class CapacityReportTests
{
    private static readonly ExperimentPlan Plan = new()
    {
        Source = MixText.Parse("fixed:in=500,out=5"),
        Fleet = new ExperimentFleet([(HardwareProfiles.Find("a100-llama-8b")!, 1)]),
        Policies = ["random"],
        Baseline = "random",
        Loads = [0.2],
        Seeds = [1],
        Requests = 500,
    };

    [Theory]
    [InlineData(true, @"random\s+12\.0 ")]
    [InlineData(false, @"random\s+at least 12\.0 ")]
    public void Rate_ThatIsNoBound_IsSaidToBeAtLeastThat(bool isBound, string row)
    {
        var question = new CapacityQuestion(CapacityCondition.Parse("ttft.p99 < 1"), RatePerSecond: null);
        var answer = new CapacityAnswer("random", 12, Plan.Fleet, Run(), isBound, Runs: 4);

        Assert.Matches(row, Write(answer, question));
        Assert.Equal(isBound, Json(answer, question).GetProperty("isBound").GetBoolean());
    }

    [Fact]
    public void Engines_ThatNoNumberOfHolds_AreNoneUpToTheMost()
    {
        var question = new CapacityQuestion(CapacityCondition.Parse("ttft.p99 < 1ms"), RatePerSecond: 12);
        var answer = new CapacityAnswer("random", 12, Fleet: null, At: null, IsBound: false, Runs: 4);

        Assert.Matches(@"random\s+none up to 4096", Write(answer, question));
        Assert.Equal(
            (false, false),
            (Json(answer, question).GetProperty("isHeld").GetBoolean(),
                Json(answer, question).GetProperty("isBound").GetBoolean()));
    }

    private static PolicyOutcome Run()
    {
        var progress = ExperimentProgress.Create(TextWriter.Null, isShown: false);
        return Experiment.Run(Plan, progress, onLoad: null, TestContext.Current.CancellationToken).Of(0.2, "random");
    }

    private static string Write(CapacityAnswer answer, CapacityQuestion question)
    {
        using var output = new StringWriter();
        CapacityReport.Write([answer], question, Plan, output);
        return output.ToString();
    }

    private static JsonElement Json(CapacityAnswer answer, CapacityQuestion question) =>
        JsonDocument.Parse(ExperimentJson.Write([answer], question, Plan)).RootElement[0];
}
