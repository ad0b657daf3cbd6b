namespace TokenAwareBalancer.Receiving;

/// <summary>Who answers a request.</summary>
internal enum Answerer
{
    /// <summary>One of the backends.</summary>
    Backend,

    /// <summary>Nobody: the path is none of ours.</summary>
    Nobody,
}
