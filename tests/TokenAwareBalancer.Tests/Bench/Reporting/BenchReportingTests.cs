using System.Text.Json;
using TokenAwareBalancer.Bench.Targets;
using TokenAwareBalancer.Load;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Bench.Reporting;

public sealed class BenchReportingTests
{
    [Fact]
    public void Report_OfTwoTargets_SaysWhatCounts()
    {
        var text = new StringWriter();

        new BenchReport(Result(), text).Write();

        Assert.Contains("3 measured in", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("http 429: 1", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("33.3 % of all, kept ttft=600ms", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("gpu-0 50.0 %", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("b, time to first token", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("Targets differ in errors", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("WARNING", text.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Generator_SendsLate_Warns(double seconds, bool warns) =>
        Assert.Equal(warns, GeneratorLines.IsLate(LatencySummary.Of([seconds])));

    [Fact]
    public void Json_OfTwoTargets_HasEachAndTheirRatios()
    {
        using var json = JsonDocument.Parse(BenchJson.Write(Result()));

        var targets = json.RootElement.GetProperty("targets").EnumerateArray().ToArray();
        Assert.Equal(["a", "b"], targets.Select(target => target.GetProperty("name").GetString()));
        Assert.Equal(1, targets[0].GetProperty("summary").GetProperty("errors").GetProperty("http 429").GetInt32());
        var ratio = json.RootElement.GetProperty("comparisons")[0].GetProperty("ratios")[0];
        Assert.Equal("firstToken", ratio.GetProperty("latency").GetString());
        Assert.True(ratio.GetProperty("ratio").GetDouble() > 0);
    }

    [Fact]
    public void Csv_HasARowForEachRequest_AndNothingOfPrompts()
    {
        var text = new StringWriter();

        BenchCsv.Write(Result(), TimeProvider.System, text);

        var rows = text.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(1 + 6, rows.Length);
        Assert.All(
            rows, row => Assert.Equal(rows[0].Split(',').Length, row.Replace("\"gpu,1\"", "").Split(',').Length));
        Assert.Equal(
            "a,1,0,1,complete,200,gpu-0,1,100,11,events,0.000000,0.000000,0.500000,0.100000,0.300000,1.600000",
            rows[1]);
        Assert.Contains("http 429,429", rows[3], StringComparison.Ordinal);
        Assert.Contains("\"gpu,1\"", rows[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0000125, "13 µs")]
    [InlineData(0.00125, "1.25 ms")]
    [InlineData(0.0125, "12.5 ms")]
    [InlineData(0.125, "125 ms")]
    [InlineData(1.25, "1.25 s")]
    [InlineData(12.5, "12.5 s")]
    [InlineData(125, "125 s")]
    public void Seconds_OfAnySize_HaveThreeDigitsAndTheirUnit(double seconds, string text) =>
        Assert.Equal(text, BenchFigures.Seconds(seconds));

    private static BenchResult Result()
    {
        AnswerTiming[] timings =
        [
            TestTimings.Complete(0) with { Backend = "gpu-0" },
            TestTimings.Complete(1, 0.7) with { Backend = "gpu,1" },
        ];
        return new BenchResult(
            new BenchPlan
            {
                Targets = [new UrlTarget("a", new Uri("http://a/")), new UrlTarget("b", new Uri("http://b/"))],
                Baseline = "a",
                Model = "m",
                Workload = new TestWorkload(),
                Pace = "2 at a time",
                Objective = ServiceObjective.Parse("ttft=600ms", out _),
            },
            [
                TestTimings.Block("a", 0, [.. timings, TestTimings.Failed(2, AnswerEnd.HttpStatus, 429)]),
                TestTimings.Block("b", 0, [.. timings, TestTimings.Complete(2)]),
            ],
            IsStopped: false);
    }
}
