namespace TokenAwareBalancer.Soak.Accounting;

/// <summary>What a backend did to a request that may explain why its client got no whole answer.</summary>
[Flags]
internal enum Fault
{
    None = 0,
    Status = 1 << 0,
    Cut = 1 << 1,
    Stall = 1 << 2,
    NotHttp = 1 << 3,
    ErrorEvent = 1 << 4,

    /// <summary>The backend was taken down while it worked on the request.</summary>
    Restart = 1 << 5,
}
