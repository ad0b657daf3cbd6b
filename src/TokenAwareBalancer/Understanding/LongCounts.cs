namespace TokenAwareBalancer.Understanding;

/// <summary>
/// Counts long texts on a few threads of its own, so that neither the sockets nor short requests wait for them.
/// </summary>
/// <remarks>
/// <para>
/// Threads of its own, and not the pool's: on two cores the pool has two, and a count holds one for as long as it
/// takes. With one thread less than there are cores, a core is left for everything else; were there but one core, the
/// system would share it out.
/// </para>
/// <para>
/// The next is the one that is due first: each may wait for as long as its text would take at a slow pace, from when
/// it came. So a long text does not hold up a shorter one that comes after it, and is not passed over for ever. The
/// line is bounded by the bodies that may be here at once: who is cancelled leaves it at once. State is guarded by
/// <c>_lock</c>.
/// </para>
/// </remarks>
internal sealed class LongCounts : IDisposable
{
    /// <summary>A scan of so much JSON takes some 100 µs.</summary>
    private const int LongScanBytes = 256 << 10;

    /// <summary>Counting is 10 to 30 times as fast.</summary>
    private const double PaceBytesPerSecond = 10e6;

    private readonly object _lock = new(); // not a Lock: threads wait for it to be pulsed
    private readonly PriorityQueue<LongCount, double> _line = new(); // guarded by _lock
    private readonly long _longBytes;
    private readonly int _mostThreads;
    private readonly TimeProvider _time;
    private readonly Action<ThreadStart> _startThread;
    private int _threads; // guarded by _lock
    private int _idleThreads; // guarded by _lock
    private bool _isDisposed; // guarded by _lock

    /// <param name="longBytes">Above it a text is long.</param>
    /// <param name="threads">How many count at once; they are started when they are needed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="startThread">Starts a thread, or throws; null to start one of the system.</param>
    public LongCounts(long longBytes, int threads, TimeProvider time, Action<ThreadStart>? startThread = null)
    {
        _longBytes = longBytes;
        _mostThreads = threads;
        _time = time;
        _startThread = startThread ?? StartThread;
    }

    /// <summary>How many stand in line.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _line.Count;
        }
    }

    /// <summary>Whether so much text is to be counted here.</summary>
    public bool IsLong(long textBytes) => textBytes > _longBytes;

    /// <summary>Whether so much JSON is to be read here, too.</summary>
    public bool IsLongScan(long bodyBytes) => bodyBytes > Math.Max(LongScanBytes, _longBytes);

    /// <summary>Runs a count on one of the threads.</summary>
    /// <param name="count">What to do; it looks at the token itself, as often as it can.</param>
    /// <param name="textBytes">How much it has to count.</param>
    /// <param name="cancellationToken">Ends it before it has begun.</param>
    /// <returns>
    /// What it returns, or throws. It is not running any more when the task is over, however that ends.
    /// </returns>
    public async ValueTask<T> RunAsync<T>(Func<T> count, long textBytes, CancellationToken cancellationToken)
    {
        var work = new LongCount<T>(count, cancellationToken);
        if (!TryEnqueue(work, textBytes))
            work.Run();
        await using var registration = cancellationToken.UnsafeRegister(_ => Leave(work), null);
        return await work.Result;
    }

    /// <summary>Lets the threads go, once what stands in line is done.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <returns>False when there is no thread that would take it, and none can be started.</returns>
    private bool TryEnqueue(LongCount work, long textBytes)
    {
        var due = (_time.GetTimestamp() / (double)_time.TimestampFrequency) + (textBytes / PaceBytesPerSecond);
        lock (_lock)
        {
            if (_idleThreads <= _line.Count && _threads < _mostThreads)
                TryStartThread_NeedsLock();
            if (_threads == 0)
                return false;
            _line.Enqueue(work, due);
            Monitor.Pulse(_lock);
            return true;
        }
    }

    // Out of the line first: whoever is told of it gives the body back that the work would hold.
    private void Leave(LongCount work)
    {
        lock (_lock)
            _line.Remove(work, out _, out _);
        work.CancelIfWaiting();
    }

    // Counting only optimises: where the system has no thread left, those that there are do it, or the caller's.
    private void TryStartThread_NeedsLock()
    {
        try
        {
            _startThread(RunThread);
            _threads++;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
        }
    }

    private static void StartThread(ThreadStart run) =>
        new Thread(run) { IsBackground = true, Name = "long counts" }.Start();

    private void RunThread()
    {
        while (TakeNext() is { } work)
            work.Run();
    }

    private LongCount? TakeNext()
    {
        lock (_lock)
        {
            LongCount? next;
            while (!_line.TryDequeue(out next, out _) && !_isDisposed)
            {
                _idleThreads++;
                Monitor.Wait(_lock);
                _idleThreads--;
            }

            if (next is null)
                _threads--;
            return next;
        }
    }
}
