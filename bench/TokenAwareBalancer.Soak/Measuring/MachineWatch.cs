using System.Diagnostics;

namespace TokenAwareBalancer.Soak.Measuring;

/// <summary>Notices when the machine has no time for this process: then waits end that no backend has prolonged.</summary>
/// <remarks>A heartbeat through the thread pool, as every answer needs it; it is late when answers are.</remarks>
internal sealed class MachineWatch : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beating;
    private long _lateTimestamp = long.MinValue;

    public MachineWatch() => _beating = BeatAsync();

    /// <summary>Whether a heartbeat came late since then.</summary>
    public bool WasLateSince(long timestamp) => Volatile.Read(ref _lateTimestamp) >= timestamp;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating;
        _stop.Dispose();
    }

    private async Task BeatAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            await Task.Delay(Beat, CancellationToken.None);
            if (Stopwatch.GetElapsedTime(began) > Beat + Late)
                Volatile.Write(ref _lateTimestamp, Stopwatch.GetTimestamp());
        }
    }
}
