namespace TokenAwareBalancer.Connecting;

/// <summary>Which connection a request may travel on.</summary>
internal enum ConnectionUse
{
    /// <summary>An idle one if there is one.</summary>
    Pooled,

    /// <summary>
    /// A new one, closed afterwards. After a loss only this tells a dead backend from a connection that it had closed
    /// while idle: to an HTTP client both look alike.
    /// </summary>
    Fresh,

    /// <summary>An idle one if there is one, of those that carry no client's requests.</summary>
    Question,
}
