namespace TokenAwareBalancer.Demo.Load;

/// <summary>A fixed number of clients, each of which sends its next request when it has its answer.</summary>
internal sealed class ClosedLoop : LoadLoop
{
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
            clients[i] = SendNextAsync();
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
