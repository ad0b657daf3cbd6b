using System.Collections.Concurrent;
using System.Globalization;

namespace TokenAwareBalancer.Soak.Accounting;

/// <summary>Every request that is under way, and the sum of those that are over. Thread-safe.</summary>
internal sealed class RequestBook
{
    /// <summary>Enough to see a pattern.</summary>
    private const int KeptProblems = 20;

    private readonly ConcurrentDictionary<string, RequestAccount> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _ends = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly long[] _counts = new long[Enum.GetValues<RequestEnd>().Length];
    private long _sent;
    private long _late;
    private long _retried;

    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Requests that came to more than one backend, or more than once to one.</summary>
    public long Retried => Volatile.Read(ref _retried);

    /// <summary>Requests that came to a backend when their client had its end.</summary>
    public long Late => Volatile.Read(ref _late);

    public int Open => _open.Count;

    /// <summary>The first unexplained ones, in words.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>How often what ended requests, by their reason or status.</summary>
    public IReadOnlyDictionary<string, long> Ends => _ends;

    public long Count(RequestEnd end) => Volatile.Read(ref _counts[(int)end]);

    public RequestAccount Begin(SoakRequest request)
    {
        var account = new RequestAccount(
            Interlocked.Increment(ref _sent).ToString(CultureInfo.InvariantCulture), request);
        _open[account.Id] = account;
        return account;
    }

    /// <summary>A request has come whole to a backend.</summary>
    /// <returns>Null when its client had its end before.</returns>
    public RequestAccount? Arrive(string id)
    {
        if (!_open.TryGetValue(id, out var account))
        {
            Interlocked.Increment(ref _late);
            return null;
        }

        account.OnArrival();
        return account;
    }

    /// <param name="account">The request.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="what">Its reason or status; of an unexplained one what is wrong.</param>
    public void Close(RequestAccount account, RequestEnd end, string what)
    {
        _open.TryRemove(account.Id, out _);
        Interlocked.Increment(ref _counts[(int)end]);
        if (account.Arrivals > 1)
            Interlocked.Increment(ref _retried);
        _ends.AddOrUpdate(end == RequestEnd.Unexplained ? "unexplained" : what, 1, static (_, count) => count + 1);
        if (end == RequestEnd.Unexplained && _problems.Count < KeptProblems)
            _problems.Enqueue($"request {account.Id} ({account.Request}, faults: {account.Faults}, "
                + $"arrivals: {account.Arrivals}): {what}");
    }
}
