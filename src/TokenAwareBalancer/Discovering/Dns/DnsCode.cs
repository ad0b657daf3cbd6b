namespace TokenAwareBalancer.Discovering.Dns;

/// <summary>
/// The response codes of RFC 1035, 4.1.1 that make a difference; others mean that the server is no help.
/// </summary>
internal enum DnsCode
{
    /// <summary>It could answer, if perhaps with nothing.</summary>
    NoError = 0,

    /// <summary>It failed itself.</summary>
    ServerFailure = 2,

    /// <summary>There is no such name.</summary>
    NoSuchName = 3,

    /// <summary>It does not answer this, or not us.</summary>
    Refused = 5,
}
