using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Learning;
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
/// <item>After any loss the request travels on fresh connections only, so that its three sends are not spent on
/// connections that were dead before.</item>
/// <item>An answer that breaks within is ended here: streams by an error event, others by breaking the client's
/// connection, because only that keeps a torn answer from looking whole.</item>
/// </list>
/// </remarks>
internal sealed class ForwardingStage
{
    /// <summary>Over all backends: a prompt that kills engines must not visit them all.</summary>
    public const int MaxSends = 3;

    private readonly IBackendTransport _transport;
    private readonly ForwardingOptions _options;
    private readonly TimeProvider _time;
    private readonly ShutdownDrain _drain;

    public ForwardingStage(
        IBackendTransport transport, ForwardingOptions options, TimeProvider time, ShutdownDrain drain)
    {
        _transport = transport;
        _options = options;
        _time = time;
        _drain = drain;
    }

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
        using var deadline = new TryDeadline(_time, FirstContentTimeout(exchange), TimeLeft(exchange), _drain.Expired);
        using var observation = new TryObservation(placement.Lease, deadline, _time);

        var result = await SendOnceAsync(exchange, placement, observation, deadline);
        if (result == TransportResult.Lost && exchange.Sends == 1)
            result = await SendOnceAsync(exchange, placement, observation, deadline);

        var kind = OutcomeKinds.Of(result, exchange.Http, deadline.Reason);
        var outcome = observation.Conclude(kind);
        exchange.Tried = exchange.Tried.Add(placement.Backend);
        // The backend is done with it: telling the client may take as long as the client reads.
        placement.Lease.Settle();
        var failure = FailedTry.Describe(kind, result, placement.Backend.Name, _options);
        if (failure is not null && exchange.Http.Response.HasStarted)
            await BrokenAnswer.EndAsync(exchange, observation, failure);
        return new TryEnd(outcome, failure, MayTryAnother(exchange, kind), observation.HasFailed);
    }

    private async Task<TransportResult> SendOnceAsync(
        Exchange exchange, Placement placement, TryObservation observation, TryDeadline deadline)
    {
        var connection = exchange.Sends == 0 ? ConnectionUse.Pooled : ConnectionUse.Fresh;
        var result = await _transport.SendAsync(exchange, placement.Backend, connection, observation, deadline.Token);
        if (result != TransportResult.Unreachable)
            exchange.Sends++;
        return result;
    }

    private static bool MayTryAnother(Exchange exchange, OutcomeKind kind) =>
        kind == OutcomeKind.Unreachable || (kind == OutcomeKind.Lost && exchange.Sends < MaxSends);

    private TimeSpan? FirstContentTimeout(Exchange exchange) =>
        exchange is { IsUnderstood: true, Profile.IsStreaming: true } ? _options.FirstTokenTimeout : null;

    private TimeSpan TimeLeft(Exchange exchange) => exchange.TimeLeft(_options.TotalTimeout, _time);
}
