using System.Diagnostics;

namespace TokenAwareBalancer.Demo;

/// <summary>Watches whether the machine kept up: a result from one that did not is worth nothing.</summary>
/// <remarks>
/// A timer of this process is compared with the clock, again and again: it passes through the same timer queue and
/// thread pool as the engines' and the load's, so what delays those delays it. Single writer; read after
/// <see cref="StopAsync"/>.
/// </remarks>
internal sealed class MachineWatch : IAsyncDisposable
{
    /// <summary>Often enough for thousands of samples, and nothing beside what it watches.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly List<double> _lateSeconds = [];
    private readonly TimeProvider _time;
    private readonly long _startTimestamp;
    private readonly TimeSpan _startCpu;
    private readonly Task _watching;
    private volatile bool _isStopping;

    public MachineWatch(TimeProvider time)
    {
        _time = time;
        _startTimestamp = time.GetTimestamp();
        _startCpu = ReadCpu();
        _watching = Task.Run(WatchAsync);
    }

    public async Task<MachineReading> StopAsync()
    {
        await DisposeAsync();
        var elapsed = _time.GetElapsedTime(_startTimestamp);
        return MachineReading.Of(elapsed, ReadCpu() - _startCpu, _lateSeconds);
    }

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await _watching;
    }

    private async Task WatchAsync()
    {
        while (!_isStopping)
        {
            var askedTimestamp = _time.GetTimestamp();
            await Task.Delay(Interval, _time, CancellationToken.None);
            // The timers that should have come meanwhile were late too, each by an interval less.
            for (var late = _time.GetElapsedTime(askedTimestamp) - Interval; late > TimeSpan.Zero; late -= Interval)
                _lateSeconds.Add(late.TotalSeconds);
        }
    }

    private static TimeSpan ReadCpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
