using System.Collections.Concurrent;
using System.Diagnostics;
using TokenAwareBalancer.Serving;

namespace TokenAwareBalancer.Fuzzing;

/// <summary>
/// Whatever comes to the data ports: no crash, no defect, no leak, no 5xx without a cause, nothing malformed at a
/// backend, and honest clients in between are served.
/// </summary>
/// <remarks>See <see cref="FuzzPlan"/> for a longer run, and for repeating one.</remarks>
[Collection(TimeCritical.Name)]
public sealed class ReceivingFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int AtOnce = 4;
    private const int TrialsPerStage = 400;

    private readonly ConcurrentQueue<string> _unobserved = new();

    public static TheoryData<string> Kinds { get; } = [FuzzPlan.Fixed, FuzzPlan.Fresh];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Requests_AtRandom_LeaveTheBalancerWholeAndOthersServed(string kind)
    {
        var plan = FuzzPlan.Of(kind);
        output.WriteLine($"{plan}");
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        var started = Stopwatch.GetTimestamp();
        var (trials, forwarded) = (0L, 0L);
        while (Stopwatch.GetElapsedTime(started) < plan.Duration)
        {
            await using var stage = await FuzzStage.StartAsync();
            trials = await PlayAsync(stage, plan, trials, started);
            forwarded += stage.Forwarded;
            await stage.EndAsync();
        }

        output.WriteLine($"{trials} trials, {forwarded} requests forwarded");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Empty(_unobserved);
        // An honest request follows each trial; what beyond them is forwarded was sent by the trials themselves.
        Assert.True(forwarded > trials, "Nothing that was made up came through: the generator is at fault.");
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= OnUnobserved;

    private static async Task<long> PlayAsync(FuzzStage stage, FuzzPlan plan, long first, long started)
    {
        var next = first - 1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            long trial;
            while ((trial = Interlocked.Increment(ref next)) < first + TrialsPerStage
                && Stopwatch.GetElapsedTime(started) < plan.Duration && stage.Faults.Count == 0)
                await TryAsync(stage, plan, trial);
        })));
        return Math.Min(next, first + TrialsPerStage);
    }

    private static async Task TryAsync(FuzzStage stage, FuzzPlan plan, long trial)
    {
        try
        {
            await stage.TryAsync(plan.Trial(trial));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{plan}, trial {trial}: {exception.Message}", exception);
        }
    }

    // Those of the test's own reading, given up, are its own affair.
    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved)
    {
        var text = unobserved.Exception.ToString();
        if (!text.Contains(".Fakes.", StringComparison.Ordinal) && !text.Contains(".Fuzzing.", StringComparison.Ordinal))
            _unobserved.Enqueue(text);
    }
}
