namespace TokenAwareBalancer.Simulating;

/// <summary>What one backend was doing at moments evenly spread over the arrivals.</summary>
public sealed class BackendSeries
{
    public required string Backend { get; init; }

    public required double PeriodSeconds { get; init; }

    /// <summary>Requests in its batch or slots, at each moment.</summary>
    public List<int> Running { get; } = [];

    /// <summary>Requests in its own line.</summary>
    public List<int> Waiting { get; } = [];

    public List<long> KvTokens { get; } = [];

    /// <summary>The part of the period before the moment in which it computed.</summary>
    public List<double> BusyShare { get; } = [];
}
