using System.Threading.Channels;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Load;

/// <summary>Makes the requests of a list a little ahead of their sending, so that making them delays none.</summary>
internal sealed class RequestFeed : IAsyncDisposable
{
    /// <summary>A burst's worth; prompts of 100,000 tokens are 100 MB then.</summary>
    private const int MostAhead = 256;

    private readonly Channel<(int Index, PlannedRequest Request)> _ahead =
        Channel.CreateBounded<(int, PlannedRequest)>(MostAhead);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _making;

    /// <param name="requests">Pulled on another thread, one at a time.</param>
    public RequestFeed(IEnumerable<PlannedRequest> requests) => _making = Task.Run(() => MakeAsync(requests));

    /// <summary>Waits for the first request, or for the end of an empty list.</summary>
    public async Task UntilReadyAsync(CancellationToken cancellationToken) =>
        await _ahead.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>The next request and its place in the list; null at the end, or when cancelled.</summary>
    /// <exception cref="Exception">What making the requests threw.</exception>
    public async ValueTask<(int Index, PlannedRequest Request)?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested && await _ahead.Reader.WaitToReadAsync(cancellationToken))
            {
                if (_ahead.Reader.TryRead(out var next))
                    return next;
            }
        }
        catch (OperationCanceledException)
        {
            // Nothing more is to be sent.
        }
        return null;
    }

    /// <summary>As <see cref="NextAsync"/>, for a thread that may wait.</summary>
    public (int Index, PlannedRequest Request)? Next(CancellationToken cancellationToken)
    {
        var next = NextAsync(cancellationToken);
        return next.IsCompleted ? next.Result : next.AsTask().GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _making;
        _stop.Dispose();
    }

    private async Task MakeAsync(IEnumerable<PlannedRequest> requests)
    {
        try
        {
            var index = 0;
            foreach (var request in requests)
                await _ahead.Writer.WriteAsync((index++, request), _stop.Token);
            _ahead.Writer.Complete();
        }
        catch (Exception exception)
        {
            _ahead.Writer.Complete(exception);
        }
    }
}
