using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Forwarding;

/// <summary>Who else could serve a request, and how many requests may be sent again.</summary>
internal sealed class FailoverRules
{
    private readonly AdmissionGate _gate;
    private readonly RetryBudget _budget;
    private readonly TimeProvider _time;

    /// <param name="gate">Knows who else could serve.</param>
    /// <param name="budget">For all requests together.</param>
    /// <param name="time">The clock.</param>
    public FailoverRules(AdmissionGate gate, RetryBudget budget, TimeProvider time)
    {
        _gate = gate;
        _budget = budget;
        _time = time;
    }

    /// <summary>A request is about to be sent for the first time.</summary>
    public void OnRequest() => _budget.OnRequest(NowSeconds());

    public bool TryTakeRetry() => _budget.TryTake(NowSeconds());

    /// <summary>Whether a backend is left that has not failed this request and stands at least so well.</summary>
    public bool HasOther(Exchange exchange, Backend current, Standing worst) =>
        _gate.HasOther(exchange.Model, exchange.Tried.Add(current), worst);

    /// <summary>Whether one is left that is well and has room now.</summary>
    public bool HasOtherWithRoom(Exchange exchange, Backend current) =>
        _gate.HasOther(exchange.Model, exchange.Tried.Add(current), Standing.Doubtful, exchange.Work);

    /// <summary>
    /// Lets a request that has nobody left go once more to backends that failed it and are well again by now: one that
    /// was killed may be back while the next one dies.
    /// </summary>
    /// <returns>Whether there is one, and a send left for it.</returns>
    public bool TryForgive(Exchange exchange)
    {
        if (exchange.IsForgiven || exchange.Sends >= exchange.Rules.Sends)
            return false;
        var nowSeconds = NowSeconds();
        exchange.Tried = [.. exchange.Tried.Where(backend => !IsWellAgain(backend, nowSeconds))];
        exchange.IsForgiven = true;
        return HasOther(exchange, worst: Standing.Rising);
    }

    private bool HasOther(Exchange exchange, Standing worst) =>
        _gate.HasOther(exchange.Model, exchange.Tried, worst);

    private static bool IsWellAgain(Backend backend, double nowSeconds) =>
        backend.Health.Read(nowSeconds).State is HealthState.Healthy or HealthState.Recovering;

    private double NowSeconds() => _time.GetElapsedTime(0).TotalSeconds;
}
