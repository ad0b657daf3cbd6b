using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Observing;

/// <summary>The watchdog: what a request has left open at its end is counted, told and given back.</summary>
public sealed class OverdueLeaseTests : IDisposable
{
    private readonly MetricsHost _metrics = new();
    private readonly RecordingLog _log = new();
    private readonly ILoggerFactory _logs;
    private readonly AdmissionGate _gate;
    private readonly ObservingStage _stage;

    public OverdueLeaseTests()
    {
        var backend = new Backend(new BackendDefinition
        {
            Name = "b1",
            Address = new Uri("http://127.0.0.1:1/"),
            MaxConcurrency = 1,
        });
        _gate = new AdmissionGate(
            new FleetSnapshot([backend], [], "round-robin"), maxHeldRequests: 1, TimeProvider.System);
        _logs = LoggerFactory.Create(logging => logging.AddProvider(_log));
        _stage = new ObservingStage(_gate, new BalancerMetrics(_metrics.Factory), TimeProvider.System, _logs);
    }

    [Fact]
    public void RequestEnd_LeaseIsOpen_CountsItTellsItAndSettlesIt()
    {
        using var exchange = NewExchange();
        exchange.Lease = _gate.TryPlace(exchange.Model, exchange.Work, []).Placement.Lease;

        _stage.OnRequestEnd(exchange, failure: null);

        Assert.Equal(1, _gate.LeasesOverdue);
        Assert.Equal(default, _gate.Fleet.Backends[0].Ledger.Read());
        var told = Assert.Single(_log.Lines, line => line.Level == LogLevel.Error);
        Assert.Contains(exchange.RequestId, told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void RequestEnd_LeaseIsSettled_CountsNothing()
    {
        using var exchange = NewExchange();
        exchange.Lease = _gate.TryPlace(exchange.Model, exchange.Work, []).Placement.Lease;
        exchange.Lease.Settle();

        _stage.OnRequestEnd(exchange, failure: null);

        Assert.Equal(0, _gate.LeasesOverdue);
        Assert.DoesNotContain(_log.Lines, line => line.Level == LogLevel.Error);
    }

    [Fact]
    public void RequestEnd_PlacedInLineAndNeverTaken_CountsTheLease()
    {
        using var first = NewExchange();
        using var forgotten = NewExchange();
        var running = _gate.TryPlace(first.Model, first.Work, []).Placement.Lease;
        forgotten.Ticket = new PlacementTicket(forgotten);
        Assert.Equal(AdmissionKind.Held, _gate.PlaceOrHold(forgotten.Ticket).Kind);
        running.Settle();

        _stage.OnRequestEnd(forgotten, failure: null);

        Assert.Equal(1, _gate.LeasesOverdue);
        Assert.Equal(_gate.LeasesOpened, _gate.LeasesSettled);
    }

    [Fact]
    public void RequestEnd_StillInLine_LeavesItAndIsNeverPlaced()
    {
        using var first = NewExchange();
        using var forgotten = NewExchange();
        var running = _gate.TryPlace(first.Model, first.Work, []).Placement.Lease;
        forgotten.Ticket = new PlacementTicket(forgotten);
        _gate.PlaceOrHold(forgotten.Ticket);

        _stage.OnRequestEnd(forgotten, failure: null);
        running.Settle();

        Assert.Equal(0, _gate.HeldRequests);
        Assert.Equal(_gate.LeasesOpened, _gate.LeasesSettled);
        Assert.Single(_log.Lines, line => line.Level == LogLevel.Error);
    }

    public void Dispose()
    {
        _logs.Dispose();
        _log.Dispose();
        _metrics.Dispose();
    }

    private Exchange NewExchange() =>
        new(new DefaultHttpContext(), TimeProvider.System.GetTimestamp()) { Model = _gate.Fleet.AnyModel };
}
