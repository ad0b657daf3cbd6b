namespace TokenAwareBalancer.Receiving;

/// <summary>Who answers a request.</summary>
internal enum Answerer
{
    /// <summary>One of the backends.</summary>
    Backend,

    /// <summary>The balancer itself, from what Understanding has counted.</summary>
    Balancer,

    /// <summary>Nobody: the path is none of ours.</summary>
    Nobody,
}
