using System.Globalization;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Forwarding;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Admitting;

/// <summary>
/// The stages Admitting and Choosing for a live request: a placement now, or after a bounded wait in line.
/// </summary>
internal sealed class AdmittingStage
{
    private readonly AdmissionGate _gate;
    private readonly TimeProvider _time;
    private readonly ShutdownDrain _drain;
    private readonly BalancerMetrics _metrics;

    public AdmittingStage(AdmissionGate gate, TimeProvider time, ShutdownDrain drain, BalancerMetrics metrics)
    {
        _gate = gate;
        _time = time;
        _drain = drain;
        _metrics = metrics;
    }

    /// <summary>Lets what became of a try guide the next choices.</summary>
    public void Observe(Backend backend, in Outcome outcome) => _gate.Observe(backend, outcome);

    /// <returns>A placement whose lease the caller must settle, or why there is none.</returns>
    public async ValueTask<(Placement? Placement, Failure? Failure)> PlaceAsync(Exchange exchange)
    {
        var admission = _gate.TryPlace(exchange.Model, exchange.Work, exchange.Tried);
        if (admission.Kind != AdmissionKind.NoRoom || exchange.Rules.HoldLimit <= TimeSpan.Zero)
            return Answer(exchange, admission);
        var ticket = new PlacementTicket(exchange);
        exchange.Ticket = ticket;
        admission = _gate.PlaceOrHold(ticket);
        return admission.Kind == AdmissionKind.Held
            ? await HoldAsync(exchange, ticket)
            : Answer(exchange, admission);
    }

    private async Task<(Placement? Placement, Failure? Failure)> HoldAsync(Exchange exchange, PlacementTicket ticket)
    {
        var sinceTimestamp = _time.GetTimestamp();
        try
        {
            return await WaitAsync(exchange, ticket);
        }
        finally
        {
            _metrics.RecordHold(OutcomeTags.Of(ticket.Lack), _time.GetElapsedTime(sinceTimestamp).TotalSeconds);
        }
    }

    private async Task<(Placement? Placement, Failure? Failure)> WaitAsync(Exchange exchange, PlacementTicket ticket)
    {
        var aborted = exchange.Http.RequestAborted;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, _drain.Expired);
        var timeLeft = exchange.TimeLeft(_time);
        var holdLimit = exchange.Rules.HoldLimit;
        var isTotalNext = timeLeft < holdLimit;
        try
        {
            var wait = isTotalNext ? TimeSpan.FromTicks(Math.Max(0, timeLeft.Ticks)) : holdLimit;
            var placement = await ticket.Turn.WaitAsync(wait, _time, ended.Token);
            return (placement, placement is null ? NoBackend(exchange) : null);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            if (!_gate.Withdraw(ticket) && await ticket.Turn is { } placement)
            {
                // Its turn came as its time was up: it is used, unless nobody waits for it any more.
                if (!aborted.IsCancellationRequested)
                    return (placement, null);
                placement.Lease.Settle();
            }

            aborted.ThrowIfCancellationRequested();
            if (_drain.Expired.IsCancellationRequested)
                return (null, ShutDown());
            return (null, isTotalNext ? TotalExpired(exchange) : HoldExpired(exchange));
        }
    }

    private (Placement? Placement, Failure? Failure) Answer(Exchange exchange, in Admission admission)
    {
        exchange.Lease = admission.Placement.Lease ?? exchange.Lease;
        return admission.Kind switch
        {
            AdmissionKind.Placed => (admission.Placement, null),
            AdmissionKind.NoBackend => (null, NoBackend(exchange)),
            _ => (null, NoRoom(exchange, admission.Lack)),
        };
    }

    private static Failure NoBackend(Exchange exchange) => new(RequestFailure.NoBackend,
        exchange.Model.Name.Length == 0
            ? "No backend can take this request now."
            : $"No backend can serve model '{exchange.Model.Name}' now.",
        RetryAfterSeconds: 1);

    private Failure NoRoom(Exchange exchange, RoomLack lack) => new(RequestFailure.NoRoom,
        $"{WhyNoRoom(lack)}, and the line is full. Try again after the time in Retry-After.",
        RetryAfterSeconds: _gate.EstimateRetryAfterSeconds(exchange.Model));

    private static string WhyNoRoom(RoomLack lack) => lack switch
    {
        RoomLack.Kv => "This request fits in the KV cache of no backend beside those in flight",
        RoomLack.Rest => "Every backend that could serve this request has asked to be left alone for a while",
        _ => "Every backend that could serve this request is at its concurrency limit",
    };

    private static Failure TotalExpired(Exchange exchange) => new(RequestFailure.TotalTimeout, string.Create(
        CultureInfo.InvariantCulture,
        $"No backend had room for this request within {exchange.Timeouts.Total.TotalSeconds} s of its arrival (timeouts.total)."));

    private static Failure ShutDown() => new(RequestFailure.ShuttingDown,
        "The balancer is stopping, and no backend had room for this request before.", RetryAfterSeconds: 1);

    private Failure HoldExpired(Exchange exchange) => new(RequestFailure.HoldExpired,
        string.Create(CultureInfo.InvariantCulture,
            $"No backend had room for this request within {exchange.Rules.HoldLimit.TotalSeconds} s (timeouts.hold). ") +
        "Try again after the time in Retry-After.",
        RetryAfterSeconds: _gate.EstimateRetryAfterSeconds(exchange.Model));
}
