using System.Diagnostics;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Hosting;
using TokenAwareBalancer.Soak.Accounting;
using TokenAwareBalancer.Soak.Backends;

namespace TokenAwareBalancer.Soak;

/// <summary>What must be at zero when no client is left.</summary>
internal sealed class StageCheck
{
    /// <summary>A backend that never answers is given up at the total time-out, for a client that has left at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly BalancerHost _balancer;
    private readonly IReadOnlyList<ChaosBackend> _backends;
    private readonly RequestBook _book;

    public StageCheck(BalancerHost balancer, IReadOnlyList<ChaosBackend> backends, RequestBook book)
    {
        _balancer = balancer;
        _backends = backends;
        _book = book;
    }

    /// <summary>Waits until nothing is left, or patience is over.</summary>
    public async Task SettleAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (Leftovers().Any() && Stopwatch.GetElapsedTime(started) < Patience)
            await Task.Delay(20);
    }

    public IEnumerable<string> Leftovers()
    {
        var gate = _balancer.Gate;
        foreach (var backend in gate.Fleet.Backends)
        {
            if (backend.Ledger.Read() is var entry && entry != default(LedgerEntry))
                yield return $"the ledger of {backend.Name} is not zero: {entry}";
        }

        if (gate.LeasesOpened != gate.LeasesSettled)
            yield return $"{gate.LeasesOpened - gate.LeasesSettled} leases are open";
        if (gate.LeasesOverdue != 0)
            yield return $"{gate.LeasesOverdue} leases were older than their requests";
        if (gate.HeldRequests != 0)
            yield return $"{gate.HeldRequests} requests stand in line";
        foreach (var backend in _backends.Where(backend => backend.Active != 0))
            yield return $"{backend.Active} requests are still open at backend {backend.Name}";
        if (_book.Open != 0)
            yield return $"{_book.Open} requests have no end";
        if (OpenClientConnections() is var open and > 0)
            yield return $"{open} connections of clients are still open in the balancer";
        if (_backends.Sum(backend => backend.Connections) is var pooled && pooled > SoakBalancer.MostPooled(_backends.Count))
            yield return $"{pooled} connections to backends are open, more than there were ever places";
    }

    /// <summary>Connections that the server has accepted on its data ports and not closed; 0 where it cannot be told.</summary>
    private int OpenClientConnections()
    {
        const string Table = "/proc/self/net/tcp";
        if (!File.Exists(Table))
            return 0;
        var ports = _balancer.DataAddresses.Select(address => $":{address.Port:X4}").ToHashSet(StringComparer.Ordinal);
        // sl local_address rem_address st …, and the inode, which is 0 for what only the kernel still knows.
        return File.ReadLines(Table).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => ports.Contains(fields[1][8..]) && fields[3] != "0A" && fields[9] != "0");
    }
}
