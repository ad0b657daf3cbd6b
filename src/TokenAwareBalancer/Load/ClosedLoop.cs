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

    protected override async Task SendAllAsync(Run run)
    {
        var clients = new List<Task>();
        while (clients.Count < _clients && !run.Sending.IsCancellationRequested)
        {
            clients.Add(SendNextAsync(run));
            // Not cancelled: 2 ms are not worth an exception.
            await Task.Delay(BeginInterval, Time, CancellationToken.None);
        }
        await Task.WhenAll(clients);
    }

    private async Task SendNextAsync(Run run)
    {
        while (await run.Feed.NextAsync(run.Sending) is var (index, request))
            await SendAsync(run, index, request, Time.GetTimestamp());
    }
}
