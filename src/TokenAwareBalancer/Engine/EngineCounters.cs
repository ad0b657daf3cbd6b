using TokenAwareBalancer.Engine.Scheduling;

namespace TokenAwareBalancer.Engine;

/// <summary>Counts what an engine does, for its metrics page and for tests. Thread-safe: guarded by one lock.</summary>
internal sealed class EngineCounters
{
    /// <summary>Enough for any test; a demo that runs for days must not grow.</summary>
    private const int KeptCancellations = 1000;

    // The buckets of vLLM's vllm:time_to_first_token_seconds, and of vllm:e2e_request_latency_seconds.
    private static readonly double[] FirstTokenBounds =
    [
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
        160, 640, 2560,
    ];

    private static readonly double[] RequestBounds =
        [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680];

    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly Queue<EngineCancellation> _cancellations = new();
    private readonly long[] _firstTokenCounts = new long[FirstTokenBounds.Length + 1];
    private readonly long[] _requestCounts = new long[RequestBounds.Length + 1];
    private double _firstTokenSecondsSum;
    private double _requestSecondsSum;
    private long _received;
    private long _receivedAside;
    private long _completed;
    private long _cancelled;
    private long _rejected;
    private long _failures;
    private long _promptTokens;
    private long _generatedTokens;
    private long _kvTokens;
    private int _running;
    private int _waiting;

    public EngineCounters(TimeProvider timeProvider) => _timeProvider = timeProvider;

    /// <returns>The request's number, counted from 0.</returns>
    public long Received()
    {
        lock (_lock)
            return _received++;
    }

    /// <summary>Numbers a request that is no inference, apart from the others, whose fates then stay theirs.</summary>
    /// <returns>The request's number, counted from -2 down; -1 is the scheduler's stream of draws.</returns>
    public long ReceivedAside()
    {
        lock (_lock)
            return -2 - _receivedAside++;
    }

    public void Rejected()
    {
        lock (_lock)
            _rejected++;
    }

    public void FailureInjected()
    {
        lock (_lock)
            _failures++;
    }

    public void Cancelled(long receivedTimestamp, int tokensGenerated)
    {
        var after = _timeProvider.GetElapsedTime(receivedTimestamp);
        lock (_lock)
        {
            _cancelled++;
            if (_cancellations.Count == KeptCancellations)
                _cancellations.Dequeue();
            _cancellations.Enqueue(new EngineCancellation(after, tokensGenerated));
        }
    }

    /// <summary>A token of each choice that is that long.</summary>
    public void Generated(EngineJob job, int ordinal)
    {
        lock (_lock)
        {
            _generatedTokens += job.CountStreams(ordinal);
            if (ordinal == 1)
                FirstToken_NeedsLock(job.PromptTokens, job.ReceivedTimestamp);
            if (ordinal == job.OutputTokens)
                LastToken_NeedsLock(job.ReceivedTimestamp);
        }
    }

    public void Publish(int runningRequests, int waitingRequests, long kvTokens)
    {
        lock (_lock)
        {
            _running = runningRequests;
            _waiting = waitingRequests;
            _kvTokens = kvTokens;
        }
    }

    public EngineSnapshot Snapshot()
    {
        lock (_lock)
        {
            return new EngineSnapshot
            {
                RequestsReceived = _received,
                RequestsRunning = _running,
                RequestsWaiting = _waiting,
                RequestsCompleted = _completed,
                RequestsCancelled = _cancelled,
                RequestsRejected = _rejected,
                FailuresInjected = _failures,
                PromptTokensProcessed = _promptTokens,
                TokensGenerated = _generatedTokens,
                KvTokens = _kvTokens,
                Cancellations = [.. _cancellations],
                TimeToFirstTokenSeconds = new(FirstTokenBounds, [.. _firstTokenCounts], _firstTokenSecondsSum),
                RequestSeconds = new(RequestBounds, [.. _requestCounts], _requestSecondsSum),
            };
        }
    }

    private void FirstToken_NeedsLock(int promptTokens, long receivedTimestamp)
    {
        _promptTokens += promptTokens;
        var seconds = _timeProvider.GetElapsedTime(receivedTimestamp).TotalSeconds;
        _firstTokenCounts[FindBucket(FirstTokenBounds, seconds)]++;
        _firstTokenSecondsSum += seconds;
    }

    private void LastToken_NeedsLock(long receivedTimestamp)
    {
        _completed++;
        var seconds = _timeProvider.GetElapsedTime(receivedTimestamp).TotalSeconds;
        _requestCounts[FindBucket(RequestBounds, seconds)]++;
        _requestSecondsSum += seconds;
    }

    private static int FindBucket(double[] bounds, double seconds)
    {
        var index = Array.BinarySearch(bounds, seconds);
        return index < 0 ? ~index : index;
    }
}
