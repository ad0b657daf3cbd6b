namespace TokenAwareBalancer.Health;

/// <summary>Where a backend stands: what has been seen of it, and what its operator wants.</summary>
/// <remarks>
/// <c>starting → healthy → suspect → ejected → probing → recovering → healthy</c>, and by the operator's hand
/// <c>draining → drained</c> and <c>disabled</c>. Who may be chosen when is in <see cref="Standing"/>.
/// </remarks>
public enum HealthState
{
    /// <summary>Nothing is known yet, or it says that it is still loading its model.</summary>
    Starting,

    /// <summary>It serves.</summary>
    Healthy,

    /// <summary>It failed just now: others go first for a moment.</summary>
    Suspect,

    /// <summary>It failed too often, or does not answer probes: chosen only when nobody better is left.</summary>
    Ejected,

    /// <summary>Its ejection is over: one request at a time finds out whether it serves again.</summary>
    Probing,

    /// <summary>It serves again, and gets a share of its traffic that rises with time.</summary>
    Recovering,

    /// <summary>The operator wants it empty: no new requests, those in flight go on.</summary>
    Draining,

    /// <summary>Empty after draining.</summary>
    Drained,

    /// <summary>The operator has taken it out.</summary>
    Disabled,
}
