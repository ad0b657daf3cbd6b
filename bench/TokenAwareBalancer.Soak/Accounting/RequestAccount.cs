using System.Diagnostics;

namespace TokenAwareBalancer.Soak.Accounting;

/// <summary>What is known of one request from both its ends: its client's and the backends'. Thread-safe.</summary>
internal sealed class RequestAccount
{
    private int _faults;
    private int _arrivals;

    public RequestAccount(string id, SoakRequest request)
    {
        Id = id;
        Request = request;
    }

    public string Id { get; }

    public SoakRequest Request { get; }

    public long SentTimestamp { get; } = Stopwatch.GetTimestamp();

    /// <summary>What backends did to it.</summary>
    public Fault Faults => (Fault)Volatile.Read(ref _faults);

    /// <summary>How often it has come whole to a backend.</summary>
    public int Arrivals => Volatile.Read(ref _arrivals);

    public void OnArrival() => Interlocked.Increment(ref _arrivals);

    public void OnFault(Fault fault) => Interlocked.Or(ref _faults, (int)fault);
}
