using TokenAwareBalancer.Bench.Targets;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Load;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Bench;

public sealed class BenchRunTests
{
    [Fact]
    public async Task Run_SeveralTargets_GetTheSameRequestsInTurnedOrder()
    {
        await using var a = new ScriptedBackend(exchange => LoadLab.AnswerStreamAsync(exchange));
        await using var b = new ScriptedBackend(exchange => LoadLab.AnswerStreamAsync(exchange));
        var run = new BenchRun(Plan(a, b) with { Repeats = 3 }, TimeProvider.System);
        List<string> started = [];
        run.Starting += (name, _) => started.Add(name);

        var result = await run.RunAsync(Patience.Token);

        Assert.Equal(["a 1/3", "b 1/3", "b 2/3", "a 2/3", "a 3/3", "b 3/3"], started);
        Assert.Equal(3 * 7, a.Requests.Length);
        Assert.Equal(a.Requests.Select(TestWorkload.TextOf).Order(), b.Requests.Select(TestWorkload.TextOf).Order());
        // Each repeat has a list of its own.
        Assert.Distinct(a.Requests.Select(TestWorkload.TextOf));
        Assert.All(result.Blocks, block => Assert.Equal((7, 5), (block.Timings.Count, block.Measured.Count())));
    }

    [Fact]
    public async Task Run_Stopped_KeepsTheBlocksBefore()
    {
        using var stop = new CancellationTokenSource();
        await using var a = new ScriptedBackend(exchange => LoadLab.AnswerStreamAsync(exchange));
        await using var b = new ScriptedBackend(exchange =>
        {
            stop.Cancel();
            return exchange.Gone;
        });

        var result = await new BenchRun(Plan(a, b), TimeProvider.System).RunAsync(stop.Token).Within();

        Assert.True(result is { IsStopped: true, HasMeasured: true });
        Assert.Equal(["a", "b"], result.Targets);
        Assert.Equal(5, result.SummaryOf("a").Complete);
        Assert.All(result.BlocksOf("b").SelectMany(block => block.Timings),
            timing => Assert.Equal(AnswerEnd.Cancelled, timing.End));
    }

    [Fact]
    public async Task Arrivals_OfTheSameRepeat_AreTheSameForEachTarget()
    {
        await using var a = new ScriptedBackend(exchange => LoadLab.AnswerStreamAsync(exchange));
        var plan = Plan(a, a) with { Arrivals = new PoissonArrivals(1000), Repeats = 2 };

        var result = await new BenchRun(plan, TimeProvider.System).RunAsync(Patience.Token);

        var due = result.Blocks.Select(block => string.Join(' ', block.Timings.Select(
            timing => TimeProvider.System.GetElapsedTime(block.StartTimestamp, timing.DueTimestamp)))).ToArray();
        Assert.Equal(2, due.Distinct().Count());
        Assert.Equal((due[0], due[2]), (due[1], due[3]));
    }

    private static BenchPlan Plan(ScriptedBackend a, ScriptedBackend b) => new()
    {
        Targets = [new UrlTarget("a", a.Address), new UrlTarget("b", b.Address)],
        Baseline = "a",
        Model = "m",
        Workload = new TestWorkload(),
        Pace = "2 at a time",
        Concurrency = 2,
        WarmUpRequests = 2,
        Limits = new LoadLimits { MostRequests = 7 },
    };
}
