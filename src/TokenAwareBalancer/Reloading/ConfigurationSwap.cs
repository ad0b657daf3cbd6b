using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Names;
using TokenAwareBalancer.Hosting;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Reloading;

/// <summary>Puts another valid configuration in force while requests run.</summary>
/// <remarks>
/// <list type="number">
/// <item>The rules for requests are one object: a request keeps those that it arrived under.</item>
/// <item>Bounds over all requests change in place, because what is taken under the old ones is still counted.</item>
/// <item>Backends that stay (same name, same address) keep their objects, and with them ledger, health and what was
/// learned; the fleet is replaced under the gate's lock.</item>
/// </list>
/// Nothing of it can fail: all that can be wrong was found before. One caller at a time, by <c>_lock</c>.
/// </remarks>
internal sealed class ConfigurationSwap
{
    private readonly Lock _lock = new();
    private readonly ConfigurationInForce _configuration;
    private readonly KnownNames _names;
    private readonly AdmissionGate _gate;
    private readonly RetryBudget _retries;
    private readonly ReceivingLimits _limits;
    private readonly TimeProvider _time;

    public ConfigurationSwap(
        ConfigurationInForce configuration,
        KnownNames names,
        AdmissionGate gate,
        RetryBudget retries,
        ReceivingLimits limits,
        TimeProvider time)
    {
        _configuration = configuration;
        _names = names;
        _gate = gate;
        _retries = retries;
        _limits = limits;
        _time = time;
    }

    /// <returns>What it did to the fleet.</returns>
    public FleetChanges Apply(BalancerOptions options)
    {
        lock (_lock)
        {
            // Before the fleet: whoever watches new backends asks it how.
            _configuration.Current = new RunningConfiguration(
                options, _configuration.Current.Generation + 1, _time.GetUtcNow());
            _limits.Configure(options.Limits);
            _retries.Configure(options.Failover.BudgetShare, options.Failover.ReservePerSecond);
            _gate.MaxHeldRequests = options.Limits.HeldRequests;
            _gate.GuardsKv = options.KvGuard;
            _names.Keep(NameDiscovery.QuestionsOf(options));
            return ReplaceFleet_NeedsLock(options);
        }
    }

    /// <summary>Has the fleet follow what names stand for now; the configuration is the same.</summary>
    public FleetChanges Refresh()
    {
        lock (_lock)
            return ReplaceFleet_NeedsLock(_configuration.Current.Options);
    }

    private FleetChanges ReplaceFleet_NeedsLock(BalancerOptions options)
    {
        var before = _gate.Fleet;
        var after = FleetFactory.Create(options, _names, before);
        _gate.ReplaceFleet(after);
        return FleetChanges.Between(before, after);
    }
}
