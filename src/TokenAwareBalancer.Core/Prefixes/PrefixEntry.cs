using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Prefixes;

/// <summary>A beginning of prompts, and who is believed to hold it: one cache line.</summary>
internal struct PrefixEntry
{
    public ContentHash Hash;

    public BackendMask Holders;

    /// <summary>The next one of its bucket, or of the free ones; -1 for none.</summary>
    public int Next;
}
