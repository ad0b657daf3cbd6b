namespace TokenAwareBalancer.Soak.Accounting;

/// <summary>How a request ended for its client.</summary>
internal enum RequestEnd
{
    /// <summary>The answer was whole, from one backend, nothing missing and nothing twice.</summary>
    Complete,

    /// <summary>An error, or a broken answer, that something explains.</summary>
    Explained,

    /// <summary>The client left.</summary>
    Aborted,

    /// <summary>Something else: a defect, of the balancer or of the soak.</summary>
    Unexplained,
}
