using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
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
        && _exchange.Sends + 1 < _rules.MaxSends
        && _rules.HasOther(_exchange, _backend, Standing.LastResort);

    /// <summary>
    /// Whether an answer of this status is kept from the client, because another backend shall answer instead.
    /// </summary>
    /// <remarks>
    /// A server error may be the request's fault and not the backend's, so it is not taken to backends that look bad
    /// themselves; and who is told to come later goes on only to somebody who has room now.
    /// </remarks>
    public bool TryDecline(int status, bool isBusy)
    {
        if (!IsOpen || !IsWorthAnother(status))
            return false;
        var isOther = isBusy || status == StatusCodes.Status429TooManyRequests
            ? _rules.HasOtherWithRoom(_exchange, _backend)
            : _rules.HasOther(_exchange, _backend, Standing.Doubtful);
        return isOther && TryTake();
    }

    /// <summary>Takes the chance, within the budget of retries. Once taken it stays so.</summary>
    public bool TryTake() => _isTaken = _isTaken || _rules.TryTakeRetry();

    // 501 says that it will never do this: it is the backend's answer to the request, not its failure.
    private static bool IsWorthAnother(int status) =>
        status is StatusCodes.Status429TooManyRequests
        || (status >= StatusCodes.Status500InternalServerError && status != StatusCodes.Status501NotImplemented);
}
