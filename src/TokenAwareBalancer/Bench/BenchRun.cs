using TokenAwareBalancer.Bench.Targets;
using TokenAwareBalancer.Load;

namespace TokenAwareBalancer.Bench;

/// <summary>Sends the plan's requests to each target in each repeat, one target after the other.</summary>
/// <remarks>
/// The order is turned by one from repeat to repeat, so that whatever changes slowly (a machine that warms up, a
/// neighbour) hits all targets alike when there are as many repeats as targets, or a multiple.
/// </remarks>
internal sealed class BenchRun
{
    private readonly BenchPlan _plan;
    private readonly TimeProvider _time;

    public BenchRun(BenchPlan plan, TimeProvider time)
    {
        _plan = plan;
        _time = time;
    }

    /// <summary>Raised before each block, with what sends it.</summary>
    public event Action<string, LoadLoop>? Starting;

    /// <summary>Cancelled, it returns what there is.</summary>
    /// <exception cref="BenchFailedException">A target could not be started.</exception>
    public async Task<BenchResult> RunAsync(CancellationToken cancellationToken)
    {
        List<BenchBlock> blocks = [];
        try
        {
            foreach (var (target, repeat) in Order())
            {
                cancellationToken.ThrowIfCancellationRequested();
                blocks.Add(await RunBlockAsync(target, repeat, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (blocks.Count > 0)
        {
            // What was measured before is shown.
        }
        return new BenchResult(_plan, blocks, cancellationToken.IsCancellationRequested);
    }

    private IEnumerable<(IBenchTarget Target, int Repeat)> Order() =>
        from repeat in Enumerable.Range(0, _plan.Repeats)
        from turn in Enumerable.Range(0, _plan.Targets.Count)
        select (_plan.Targets[(turn + repeat) % _plan.Targets.Count], repeat);

    private async Task<BenchBlock> RunBlockAsync(
        IBenchTarget target, int repeat, CancellationToken cancellationToken)
    {
        await using var session = await target.StartAsync(_plan.Seed + repeat, cancellationToken);
        using var client = new InferenceClient(session.Address, _time, _plan.Client);
        var loop = _plan.CreateLoop(_time);
        Starting?.Invoke(Describe(target, repeat), loop);
        // What the block before has left is not to be collected in this one.
        GC.Collect();
        var startCpu = Environment.CpuUsage.TotalTime;
        var load = await loop.RunAsync(client, _plan.RequestsOf(repeat, target), _plan.Limits, cancellationToken);
        var cpu = Environment.CpuUsage.TotalTime - startCpu;
        return new BenchBlock(target.Name, repeat, load.StartTimestamp, load.Timings, client.Gaps, cpu);
    }

    private string Describe(IBenchTarget target, int repeat) =>
        _plan.Repeats == 1 ? target.Name : $"{target.Name} {repeat + 1}/{_plan.Repeats}";
}
