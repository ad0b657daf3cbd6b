using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Load;

/// <summary>Sends the requests of a workload in their order, and collects how each fared, in the same order.</summary>
internal abstract class LoadLoop
{
    private readonly TimeProvider _time;

    protected LoadLoop(TimeProvider time) => _time = time;

    /// <summary>Raised after each answer, on any thread.</summary>
    public event Action? Answered;

    protected TimeProvider Time => _time;

    public abstract Task<AnswerTiming[]> RunAsync(
        InferenceClient client, IReadOnlyList<PlannedRequest> requests, CancellationToken cancellationToken);

    protected async Task<AnswerTiming> SendAsync(
        InferenceClient client, PlannedRequest request, long dueTimestamp, CancellationToken cancellationToken)
    {
        var timing = await client.SendAsync(request, dueTimestamp, cancellationToken);
        Answered?.Invoke();
        return timing;
    }
}
