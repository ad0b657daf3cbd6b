namespace TokenAwareBalancer.Configuration;

/// <summary>Between whose prompts a common beginning is expected to be shared.</summary>
internal enum PrefixSharing
{
    /// <summary>Those of one client's key.</summary>
    ByClient,

    /// <summary>All.</summary>
    All,
}
