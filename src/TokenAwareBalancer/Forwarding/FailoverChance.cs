using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Forwarding;

/// <summary>Whether another backend could answer a request if this one fails it.</summary>
/// <remarks>
/// Only for requests that are understood: to run a prompt twice costs time and nothing else, while what an unknown
/// route does may not be for twice. Used by one try at a time.
/// </remarks>
internal sealed class FailoverChance
{
    private readonly Exchange _exchange;
    private readonly Backend _backend;
    private readonly FailoverRules _rules;
    private bool _isTaken;

    public FailoverChance(Exchange exchange, Backend backend, FailoverRules rules)
    {
        _exchange = exchange;
        _backend = backend;
        _rules = rules;
    }

    /// <summary>Whether there is one, while the request is under way: the send that is under way counts.</summary>
    public bool IsOpen => _exchange.IsUnderstood
        && _exchange.Sends + 1 < _exchange.Rules.Sends
        && _rules.HasOther(_exchange, _backend, Standing.LastResort);

    /// <summary>
    /// Whether an answer of this status is kept from the client, because another backend shall answer instead.
    /// </summary>
    /// <remarks>
    /// It may be the request's fault and not the backend's: so it goes on only to somebody who is well and has room now,
    /// and what the backend said is not lost in a wait for others.
    /// </remarks>
    public bool TryDecline(int status) =>
        IsOpen && IsWorthAnother(status) && _rules.HasOtherWithRoom(_exchange, _backend) && TryTake();

    /// <summary>
    /// Whether the request goes on, now that the try has ended. A backend that was never reached has been sent nothing.
    /// One that was has cost something: the number of sends and the budget of retries bound that. Once the client has
    /// seen a byte it is over.
    /// </summary>
    public bool TryGoOn(OutcomeKind kind)
    {
        if (kind == OutcomeKind.Unreachable)
            return true;
        if (_exchange.Sends >= _exchange.Rules.Sends || _exchange.Http.Response.HasStarted)
            return false;
        return kind switch
        {
            OutcomeKind.Lost or OutcomeKind.Declined => TryTake(),
            OutcomeKind.Cut or OutcomeKind.Stalled => _exchange.IsUnderstood
                && _rules.HasOther(_exchange, _backend, Standing.LastResort) && TryTake(),
            _ => false,
        };
    }

    // Within the budget of retries; once taken it stays so.
    private bool TryTake() => _isTaken = _isTaken || _rules.TryTakeRetry();

    // 501 says that it will never do this: it is the backend's answer to the request, not its failure.
    private static bool IsWorthAnother(int status) =>
        status is StatusCodes.Status429TooManyRequests
        || (status >= StatusCodes.Status500InternalServerError && status != StatusCodes.Status501NotImplemented);
}
