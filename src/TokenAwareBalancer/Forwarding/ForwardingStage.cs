using TokenAwareBalancer.Connecting;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Forwarding;

/// <summary>
/// The stage Forwarding: one try at one backend, under one lease, ended and settled whatever happens.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Send. A connection lost without a byte of an answer is tried once more on the same backend, on a fresh
/// connection, under the same lease: an idle connection that the backend has closed looks exactly like that.</item>
/// <item>A backend to which no connection can be made has been sent nothing: the next one is tried.</item>
/// <item>A backend that answers with a server error, or that it is too busy, or that stalls or breaks off before its
/// first content, has shown the client nothing: the next one is tried, within the budget of retries.</item>
/// <item>After any loss the request travels on fresh connections only, so that its sends are not spent on
/// connections that were dead before.</item>
/// <item>An answer that breaks within is ended here: streams by an error event, others by breaking the client's
/// connection, because only that keeps a torn answer from looking whole.</item>
/// </list>
/// </remarks>
internal sealed class ForwardingStage
{
    private readonly IBackendTransport _transport;
    private readonly FailoverRules _rules;
    private readonly TimeProvider _time;
    private readonly ShutdownDrain _drain;

    public ForwardingStage(
        IBackendTransport transport, FailoverRules rules, TimeProvider time, ShutdownDrain drain)
    {
        _transport = transport;
        _rules = rules;
        _time = time;
        _drain = drain;
    }

    /// <summary>Whether a request that every backend has failed may go back to one that is well again.</summary>
    public bool TryForgive(Exchange exchange) => _rules.TryForgive(exchange);

    public async Task<TryEnd> RunAsync(Exchange exchange, Placement placement)
    {
        try
        {
            return await SendAsync(exchange, placement);
        }
        finally
        {
            placement.Lease.Settle();
        }
    }

    private async Task<TryEnd> SendAsync(Exchange exchange, Placement placement)
    {
        exchange.Backend = placement.Backend;
        if (exchange.Sends == 0)
            _rules.OnRequest();
        using var deadline = StartDeadline(exchange);
        using var observation = new TryObservation(placement.Lease, deadline, _time, exchange.Http.RequestAborted);
        var failover = new FailoverChance(exchange, placement.Backend, _rules);
        var one = new Try(exchange, placement.Backend, observation, failover, placement.Lease.Definition);

        var result = await SendOnceAsync(one, deadline);
        if (result == TransportResult.Lost && exchange.Sends == 1 && exchange.Rules.Sends > 1)
            result = await SendOnceAsync(one, deadline);

        var kind = OutcomeKinds.Of(result, exchange.Http, deadline.Reason);
        var outcome = observation.Conclude(kind, isClientsLimit: exchange.Timeouts.IsShortened) with
        {
            IsUntrusted = result == TransportResult.Untrusted,
        };
        exchange.Tried = exchange.Tried.Add(placement.Backend);
        // The backend is done with it: telling the client may take as long as the client reads.
        placement.Lease.Settle();
        var failure = FailedTry.Describe(
            kind, result, deadline.Reason, placement.Backend.Name, exchange.Timeouts);
        if (failure is not null && exchange.Http.Response.HasStarted)
            await BrokenAnswer.EndAsync(exchange, observation, failure);
        var end = new TryEnd(outcome, failure, failover.TryGoOn(kind), observation.HasFailed)
        {
            WastedTokens = observation.WastedContentEvents,
        };
        // What is left of this backend's headers must not become part of another's answer.
        if (end.MayTryAnother)
            exchange.Http.Response.Clear();
        return end;
    }

    private async Task<TransportResult> SendOnceAsync(Try one, TryDeadline deadline)
    {
        var connection = one.Exchange.Sends == 0 ? ConnectionUse.Pooled : ConnectionUse.Fresh;
        var result = await _transport.SendAsync(one, connection, deadline.Token);
        if (result is not (TransportResult.Unreachable or TransportResult.Untrusted))
            one.Exchange.Sends++;
        return result;
    }

    // An answer that is not streamed has no first token to wait for, and is silent until it is whole.
    private TryDeadline StartDeadline(Exchange exchange)
    {
        var isStream = exchange is { IsUnderstood: true, Profile.IsStreaming: true };
        var timeouts = exchange.Timeouts;
        return new TryDeadline(
            _time,
            isStream ? timeouts.FirstToken : null,
            isStream ? timeouts.BetweenTokens : null,
            exchange.TimeLeft(_time),
            _drain.Expired);
    }
}
