using System.Text.Json;
using TokenAwareBalancer.Demo.Reporting;
using TokenAwareBalancer.Demo.Scenarios;
using TokenAwareBalancer.Engine;

namespace TokenAwareBalancer.Demo;

/// <summary>Tiny cells over real sockets, far too fast to measure anything: that all of it works together.</summary>
public sealed class DemoRunTests
{
    /// <summary>1,000 times: a cell of a minute takes a tenth of a second.</summary>
    private const double Speed = 1000;

    [Fact]
    public async Task Run_BothKindsOfScenario_MeasuresEveryPolicyAndSeed()
    {
        var serial = DemoScenarios.Serial(Speed)[0];
        var chat = TinyChat();
        var answers = 0;
        var run = new DemoRun([serial, chat], [1, 2], seedsAtOnce: 1, TimeProvider.System);

        var result = await run.RunAsync(
            () => Interlocked.Increment(ref answers), TestContext.Current.CancellationToken);

        Assert.Equal(run.Answers, answers);
        Assert.Equal((4 + 2) * DemoPolicies.All.Count, result.Cells.DistinctBy(cell => cell.Key).Count());
        Assert.All(result.Cells, cell => Assert.True(cell.FirstToken.P50Seconds > 0));
        Assert.All(Cells(serial, result), cell => Assert.Equal(cell.FirstToken, cell.WholeAnswer));
        Assert.All(Cells(chat, result), cell =>
            Assert.True(cell.FirstToken.AverageSeconds < cell.WholeAnswer.AverageSeconds));
        AssertReported(result);
    }

    [Fact]
    public async Task Run_EngineThatFails_EndsWithTheCellAndTheStatus()
    {
        var failing = TinyChat() with
        {
            Engine = static () => new EngineOptions { Failures = new() { TooManyRequests = 1 } },
        };
        var run = new DemoRun([failing], [1], seedsAtOnce: 1, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<DemoFailedException>(
            () => run.RunAsync(static () => { }, TestContext.Current.CancellationToken));

        Assert.Contains("chat, ", failure.Message);
        Assert.Contains("429", failure.Message);
    }

    [Fact]
    public async Task Run_Canceled_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var run = new DemoRun([DemoScenarios.Serial(1)[0]], [1], seedsAtOnce: 1, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync(static () => { }, stop.Token));
    }

    private static DemoScenario TinyChat() => DemoScenarios.Chat(Speed) with
    {
        Plan = new ChatWorkload(requests: 20, unmeasured: 5, requestsPerSecond: 1).Plan,
    };

    private static IEnumerable<CellResult> Cells(DemoScenario scenario, DemoResult result) =>
        result.Cells.Where(cell => cell.Key.Scenario == scenario.Name);

    private static void AssertReported(DemoResult result)
    {
        var text = new StringWriter();
        new DemoReport(result, text).Write();
        Assert.All(DemoPolicies.All, policy => Assert.Contains(policy, text.ToString()));
        Assert.Contains("first token", text.ToString());
        Assert.Contains("The article reported -12 % on average and -10 % at p90", text.ToString());

        using var json = JsonDocument.Parse(DemoJson.Write(result));
        Assert.Equal(2, json.RootElement.GetProperty("scenarios").GetArrayLength());
        Assert.Contains("Infinity", DemoJson.Write(result with { Seeds = [1] }));
    }
}
