namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>Continuous batching with chunked prefill, as vLLM's V1 scheduler does it.</summary>
/// <remarks>
/// Time passes in iterations. One iteration gives every decoding stream its next token, and spends what is left of the
/// token budget on prompts in order of arrival; waiting requests are admitted while there is budget and a place. Its
/// duration is <c>decode base + prefill ms × prompt tokens + stream ms × decoding streams</c>, times a jitter. The
/// iteration that ends a prompt yields its first token. So a long prompt slows every stream beside it, many streams
/// slow each other a little, and a burst of prompts waits in line: what a balancer has to foresee. Left out: the KV
/// cache never fills up (no preemption), prefixes are not cached, and attention's quadratic part is not charged.
/// </remarks>
internal sealed class BatchingScheduler : IEngineScheduler
{
    private readonly EngineTiming _timing;
    private readonly SchedulerLimits _limits;
    private readonly SeededRandom _random;
    private readonly WaitingQueue _waiting = new();
    private readonly List<ScheduledRequest> _running = [];

    public BatchingScheduler(EngineTiming timing, SchedulerLimits limits, SeededRandom random)
    {
        _timing = timing;
        _limits = limits;
        _random = random;
    }

    public int RunningRequests => _running.Count;

    public int WaitingRequests => _waiting.Count;

    public long KvTokens => _running.Sum(static request => request.KvTokens);

    public TimeSpan? NextDue { get; private set; }

    public bool TryAdd(ScheduledRequest request)
    {
        if (!_limits.HasRoom(_running.Count + _waiting.Count))
            return false;
        _waiting.Add(request);
        return true;
    }

    /// <inheritdoc/>
    /// <remarks>The iteration at hand goes on, as on a GPU: the place is free at once, the time is spent.</remarks>
    public bool Remove(ScheduledRequest request)
    {
        if (request.Place == ScheduledPlace.Waiting)
        {
            _waiting.Remove(request);
            return true;
        }
        request.Place = ScheduledPlace.Outside;
        return _running.Remove(request);
    }

    public void Advance(TimeSpan now, ICollection<ScheduledToken> tokens)
    {
        while (NextDue is { } due && due <= now)
        {
            EndIteration(tokens);
            NextDue = BeginIteration(due);
        }
        NextDue ??= BeginIteration(now);
    }

    private TimeSpan? BeginIteration(TimeSpan start)
    {
        var decodingStreams = CountDecodingStreams();
        var prefillTokens = TakePrefill(_limits.TokenBudget - decodingStreams);
        if (decodingStreams + prefillTokens == 0)
            return null;
        var milliseconds = _timing.DecodeMillisecondsPerToken
            + _timing.PrefillMillisecondsPerToken * prefillTokens
            + _timing.DecodeMillisecondsPerStream * decodingStreams;
        return start + TimeSpan.FromMilliseconds(milliseconds * _random.NextJitter(_timing.Jitter));
    }

    private int CountDecodingStreams()
    {
        var streams = 0;
        foreach (var request in _running)
        {
            if (request.IsPrefilled)
                streams += request.CountStreams(request.GeneratedPerChoice + 1);
        }
        return streams;
    }

    private int TakePrefill(int budgetTokens)
    {
        var leftTokens = Math.Max(0, budgetTokens);
        foreach (var request in _running)
        {
            if (leftTokens > 0)
                leftTokens -= TakeChunk(request, leftTokens);
        }
        while (leftTokens > 0 && _running.Count < _limits.MaxConcurrency && _waiting.TryTake(out var request))
        {
            _running.Add(request);
            leftTokens -= TakeChunk(request, leftTokens);
        }
        return Math.Max(0, budgetTokens) - leftTokens;
    }

    private static int TakeChunk(ScheduledRequest request, int leftTokens) =>
        request.ChunkTokens = Math.Min(request.PromptTokens - request.PrefilledTokens, leftTokens);

    private void EndIteration(ICollection<ScheduledToken> tokens)
    {
        foreach (var request in _running)
        {
            request.PrefilledTokens += request.ChunkTokens;
            request.ChunkTokens = 0;
            if (request.IsPrefilled)
                tokens.Add(new ScheduledToken(request, ++request.GeneratedPerChoice));
            if (request.IsFinished)
                request.Place = ScheduledPlace.Outside;
        }
        _running.RemoveAll(static request => request.IsFinished);
    }
}
