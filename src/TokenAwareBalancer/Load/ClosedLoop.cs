using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Load;

/// <summary>A fixed number of clients, each of which sends its next request when it has its answer.</summary>
/// <remarks>
/// The clients begin one after the other: sent all at once, the first requests would overtake each other, and the same
/// list would not be in the same order in every run.
/// </remarks>
internal sealed class ClosedLoop : LoadLoop
{
    /// <summary>What a request takes to be placed, and nothing beside what it takes to be answered.</summary>
    private static readonly TimeSpan BeginInterval = TimeSpan.FromMilliseconds(2);

    private readonly int _clients;

    public ClosedLoop(int clients, TimeProvider time)
        : base(time) => _clients = clients;

    public override async Task<AnswerTiming[]> RunAsync(
        InferenceClient client, IReadOnlyList<PlannedRequest> requests, CancellationToken cancellationToken)
    {
        var timings = new AnswerTiming[requests.Count];
        var sent = 0;
        var clients = new Task[_clients];
        for (var i = 0; i < clients.Length; i++)
        {
            clients[i] = SendNextAsync();
            await Task.Delay(BeginInterval, Time, cancellationToken);
        }
        await Task.WhenAll(clients);
        return timings;

        async Task SendNextAsync()
        {
            while (Interlocked.Increment(ref sent) is var number && number <= requests.Count)
            {
                timings[number - 1] = await SendAsync(
                    client, requests[number - 1], Time.GetTimestamp(), cancellationToken);
            }
        }
    }
}
