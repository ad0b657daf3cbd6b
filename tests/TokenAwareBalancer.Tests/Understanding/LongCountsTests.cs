using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Understanding;

public sealed class LongCountsTests : IDisposable
{
    private readonly LongCounts _counts = new(longBytes: 16, threads: 2, TimeProvider.System);
    private readonly ManualResetEventSlim _mayGoOn = new();

    public void Dispose()
    {
        _mayGoOn.Set();
        _counts.Dispose();
        _mayGoOn.Dispose();
    }

    [Fact]
    public async Task RunAsync_AnyCount_RunsOnAThreadOfItsOwnAndGoesOnElsewhere()
    {
        var (name, isPool) = await _counts.RunAsync(
            () => (Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread), 100, Patience.Token);

        Assert.Equal(("long counts", false), (name, isPool));
        Assert.NotEqual("long counts", Thread.CurrentThread.Name);
    }

    [Fact]
    public async Task RunAsync_ManyAtOnce_RunsNoMoreThanItHasThreads()
    {
        int running = 0, most = 0;
        var tasks = Enumerable.Range(0, 50).Select(_ => _counts.RunAsync(
            () =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                Thread.SpinWait(20_000);
                Interlocked.Decrement(ref running);
                return true;
            },
            100,
            Patience.Token).AsTask());

        await Task.WhenAll(tasks);

        Assert.Equal(2, most);
    }

    [Fact]
    public async Task RunAsync_ShortAfterLong_IsServedFirst()
    {
        var order = new List<int>();
        var blockers = Enumerable.Range(0, 2).Select(_ => Block()).ToArray();
        await Patience.UntilAsync(() => _counts.Waiting == 0);
        var others = new[] { 4 << 20, 2 << 20, 20_000 }.Select(bytes => _counts.RunAsync(
            () =>
            {
                lock (order)
                    order.Add(bytes);
                return true;
            },
            bytes,
            Patience.Token).AsTask()).ToArray();

        _mayGoOn.Set();
        await Task.WhenAll([.. blockers, .. others]);

        Assert.Equal(20_000, order[0]);
    }

    [Fact]
    public async Task RunAsync_ClientLeavesInLine_IsToldAtOnceAndItsCountNeverRuns()
    {
        var blockers = Enumerable.Range(0, 2).Select(_ => Block()).ToArray();
        await Patience.UntilAsync(() => _counts.Waiting == 0);
        using var client = new CancellationTokenSource();
        var hasRun = false;
        var waiting = _counts.RunAsync(() => hasRun = true, 100, client.Token).AsTask();

        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.Equal(0, _counts.Waiting);
        _mayGoOn.Set();
        await Task.WhenAll(blockers);
        Assert.False(hasRun);
    }

    [Fact]
    public async Task RunAsync_ClientLeavesWhileItRuns_EndsOnlyWhenTheThreadIsDone()
    {
        using var client = new CancellationTokenSource();
        using var hasBegun = new ManualResetEventSlim();
        var running = _counts.RunAsync(
            () =>
            {
                hasBegun.Set();
                _mayGoOn.Wait(Patience.Token);
                return 7;
            },
            100,
            client.Token).AsTask();
        hasBegun.Wait(Patience.Token);

        await client.CancelAsync();

        Assert.False(running.IsCompleted);
        _mayGoOn.Set();
        Assert.Equal(7, await running);
    }

    [Fact]
    public async Task RunAsync_CountThrows_ThrowsThatAndGoesOnCounting()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _counts.RunAsync<int>(() => throw new InvalidOperationException(), 100, Patience.Token).AsTask());

        Assert.Equal(1, await _counts.RunAsync(() => 1, 100, Patience.Token));
    }

    [Fact]
    public async Task RunAsync_NoThreadCanBeStarted_CountsOnTheCallersThread()
    {
        using var counts = new LongCounts(16, 2, TimeProvider.System, _ => throw new InsufficientMemoryException());

        var counting = counts.RunAsync(() => Environment.CurrentManagedThreadId, 100, Patience.Token);

        Assert.True(counting.IsCompleted);
        Assert.Equal(Environment.CurrentManagedThreadId, await counting);
        Assert.Equal(0, counts.Waiting);
    }

    [Fact]
    public async Task RunAsync_SecondThreadCannotBeStarted_WaitsForTheFirst()
    {
        var threads = 0;
        using var counts = new LongCounts(16, 2, TimeProvider.System, run =>
        {
            if (++threads > 1)
                throw new InsufficientMemoryException();
            new Thread(run) { IsBackground = true }.Start();
        });
        var first = counts.RunAsync(
            () =>
            {
                _mayGoOn.Wait(Patience.Token);
                return 1;
            },
            100,
            Patience.Token).AsTask();
        var second = counts.RunAsync(() => 2, 100, Patience.Token).AsTask();

        Assert.False(second.IsCompleted);
        _mayGoOn.Set();
        Assert.Equal((1, 2), (await first, await second));
    }

    [Fact]
    public async Task RunAsync_AfterDispose_IsStillDone()
    {
        await _counts.RunAsync(() => 1, 100, Patience.Token);
        _counts.Dispose();

        for (var i = 0; i < 20; i++)
            Assert.Equal(i, await _counts.RunAsync(() => i, 100, Patience.Token));
    }

    private Task<bool> Block() => _counts.RunAsync(
        () =>
        {
            _mayGoOn.Wait(Patience.Token);
            return true;
        },
        1,
        Patience.Token).AsTask();

    private static void InterlockedMax(ref int most, int value)
    {
        int before;
        while (value > (before = Volatile.Read(ref most)))
            Interlocked.CompareExchange(ref most, value, before);
    }
}
