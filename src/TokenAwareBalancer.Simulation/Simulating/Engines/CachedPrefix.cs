namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>A block of a prompt in the KV cache, found by its id.</summary>
internal sealed class CachedPrefix
{
    public CachedPrefix(long id, int blocks) => (Id, Blocks) = (id, blocks);

    public long Id { get; }

    /// <summary>KV blocks that it takes.</summary>
    public int Blocks { get; }

    /// <summary>Running requests that use it: only with none may it be evicted.</summary>
    public int Holders { get; set; }

    public CachedPrefix? Older { get; set; }

    public CachedPrefix? Newer { get; set; }
}
