namespace TokenAwareBalancer.Configuration;

/// <summary>What becomes of the headers that say for whom, how and to which host a request came.</summary>
internal enum ForwardedHeaders
{
    /// <summary>What the balancer itself saw; what the client claims is dropped.</summary>
    Set,

    /// <summary>What came goes on, and the client's address is added: for a proxy in front that is trusted.</summary>
    Append,

    /// <summary>Backends hear nothing of it.</summary>
    Remove,
}
