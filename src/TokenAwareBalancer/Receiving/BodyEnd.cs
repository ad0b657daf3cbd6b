namespace TokenAwareBalancer.Receiving;

/// <summary>How the reading of a request's body ended.</summary>
internal enum BodyEnd
{
    Whole,

    /// <summary>It is larger than a body may be.</summary>
    TooLarge,

    /// <summary>The bodies of all requests together take all the memory that they may.</summary>
    NoMemory,
}
