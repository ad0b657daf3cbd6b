namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>One request at a time in order of arrival, as a server with a single slot.</summary>
/// <remarks>
/// A request takes <c>prefill ms × prompt tokens</c> to its first token and the decode time for each token after it,
/// each with its jitter. With a decode time of 0 the whole answer is there when the prompt is done, so what a request
/// costs is known from its prompt: waiting time behind such an engine is the exact sum of what is ahead.
/// </remarks>
internal sealed class SerialScheduler : IEngineScheduler
{
    private readonly EngineTiming _timing;
    private readonly SchedulerLimits _limits;
    private readonly SeededRandom _random;
    private readonly WaitingQueue _waiting = new();
    private ScheduledRequest? _running;

    public SerialScheduler(EngineTiming timing, SchedulerLimits limits, SeededRandom random)
    {
        _timing = timing;
        _limits = limits;
        _random = random;
    }

    public int RunningRequests => _running is null ? 0 : 1;

    public int WaitingRequests => _waiting.Count;

    public long KvTokens => _running?.KvTokens ?? 0;

    public TimeSpan? NextDue { get; private set; }

    public bool TryAdd(ScheduledRequest request)
    {
        if (!_limits.HasRoom(RunningRequests + _waiting.Count))
            return false;
        _waiting.Add(request);
        return true;
    }

    /// <inheritdoc/>
    /// <remarks>The rest of a running request's time is given back.</remarks>
    public bool Remove(ScheduledRequest request)
    {
        if (request.Place == ScheduledPlace.Waiting)
        {
            _waiting.Remove(request);
            return true;
        }
        if (_running != request)
            return false;
        EndRunning();
        return true;
    }

    public void Advance(TimeSpan now, ICollection<ScheduledToken> tokens)
    {
        while (NextDue is { } due && due <= now)
        {
            NextDue = EndToken(due, tokens);
            if (_running is null)
                BeginNext(due);
        }
        if (_running is null)
            BeginNext(now);
    }

    private void BeginNext(TimeSpan start)
    {
        if (!_waiting.TryTake(out _running))
            return;
        NextDue = start + Draw(_timing.PrefillMillisecondsPerToken * _running.PromptTokens);
    }

    private TimeSpan? EndToken(TimeSpan due, ICollection<ScheduledToken> tokens)
    {
        var running = _running!;
        running.PrefilledTokens = running.PromptTokens;
        tokens.Add(new ScheduledToken(running, ++running.GeneratedPerChoice));
        if (!running.IsFinished)
            return due + Draw(_timing.DecodeMillisecondsPerToken);
        EndRunning();
        return null;
    }

    private void EndRunning()
    {
        _running!.Place = ScheduledPlace.Outside;
        _running = null;
        NextDue = null;
    }

    private TimeSpan Draw(double milliseconds) =>
        TimeSpan.FromMilliseconds(milliseconds * _random.NextJitter(_timing.Jitter));
}
