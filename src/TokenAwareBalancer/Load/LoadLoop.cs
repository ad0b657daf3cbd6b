using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Load;

/// <summary>Sends the requests of a list in their order, and collects how each fared, in the same order.</summary>
internal abstract class LoadLoop
{
    private readonly Lock _lock = new();
    private readonly List<AnswerTiming> _timings = [];

    protected LoadLoop(TimeProvider time) => Time = time;

    /// <summary>Raised when a request is sent, on any thread.</summary>
    public event Action? Sending;

    /// <summary>Raised after each answer, on any thread.</summary>
    public event Action<AnswerTiming>? Answered;

    protected TimeProvider Time { get; }

    /// <summary>Runs once. Cancelled, it returns what there is, and what was under way as cancelled.</summary>
    /// <param name="client">Where to send to.</param>
    /// <param name="requests">Pulled as they are needed.</param>
    /// <param name="limits">When to end before the list does.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<LoadResult> RunAsync(
        InferenceClient client,
        IEnumerable<PlannedRequest> requests,
        LoadLimits limits,
        CancellationToken cancellationToken)
    {
        await using var feed = new RequestFeed(requests.Take(limits.MostRequests));
        await feed.UntilReadyAsync(cancellationToken);
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var answering = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (limits.Duration is { } duration)
        {
            sending.CancelAfter(duration);
            answering.CancelAfter(duration + limits.Grace);
        }
        var run = new Run(client, feed, limits, Time.GetTimestamp(), sending.Token, answering.Token);
        await SendAllAsync(run);
        _timings.Sort(static (one, other) => one.Index.CompareTo(other.Index));
        return new LoadResult(run.StartTimestamp, _timings);
    }

    /// <summary>Sends until the feed ends, and returns when the last answer is there.</summary>
    protected abstract Task SendAllAsync(Run run);

    protected async Task SendAsync(Run run, int index, PlannedRequest request, long dueTimestamp)
    {
        Sending?.Invoke();
        var slot = new SendSlot(index, dueTimestamp, IsMeasured(run, request, dueTimestamp));
        Note(await run.Client.SendAsync(request, slot, run.Answering));
    }

    /// <summary>Counts a request that was due and is not sent.</summary>
    protected void Skip(Run run, int index, PlannedRequest request, long dueTimestamp) => Note(new AnswerTiming
    {
        Index = index,
        DueTimestamp = dueTimestamp,
        IsMeasured = IsMeasured(run, request, dueTimestamp),
        PromptTokens = request.PromptTokens,
        End = AnswerEnd.NotSent,
    });

    private bool IsMeasured(Run run, PlannedRequest request, long dueTimestamp) =>
        request.IsMeasured && Time.GetElapsedTime(run.StartTimestamp, dueTimestamp) >= run.Limits.WarmUp;

    private void Note(AnswerTiming timing)
    {
        lock (_lock)
            _timings.Add(timing);
        Answered?.Invoke(timing);
    }

    /// <summary>What one run is about.</summary>
    /// <param name="Client">Where to send to.</param>
    /// <param name="Feed">What to send.</param>
    /// <param name="Limits">What bounds it.</param>
    /// <param name="StartTimestamp">When it began.</param>
    /// <param name="Sending">Cancelled when nothing more is to be sent.</param>
    /// <param name="Answering">Cancelled when answers are to end.</param>
    protected sealed record Run(
        InferenceClient Client,
        RequestFeed Feed,
        LoadLimits Limits,
        long StartTimestamp,
        CancellationToken Sending,
        CancellationToken Answering);
}
