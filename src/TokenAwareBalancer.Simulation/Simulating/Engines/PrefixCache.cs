using System.Diagnostics.CodeAnalysis;

namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>Computed blocks of prompts by id; those that nobody uses are evicted, the longest unused first.</summary>
/// <remarks>
/// As vLLM's: a block that a request lets go of stays until its room is needed, and of one request's blocks the last
/// go first, since a prefix without its beginning is of no use.
/// </remarks>
internal sealed class PrefixCache
{
    private readonly Dictionary<long, CachedPrefix> _prefixes = [];
    private CachedPrefix? _oldest;
    private CachedPrefix? _newest;

    /// <summary>KV blocks of what nobody uses.</summary>
    public long IdleBlocks { get; private set; }

    public bool TryFind(long id, [NotNullWhen(true)] out CachedPrefix? prefix) =>
        _prefixes.TryGetValue(id, out prefix);

    /// <summary>Adds a block that its request holds.</summary>
    public CachedPrefix Add(long id, int blocks)
    {
        var prefix = new CachedPrefix(id, blocks) { Holders = 1 };
        _prefixes.Add(id, prefix);
        return prefix;
    }

    public void Hold(CachedPrefix prefix)
    {
        if (prefix.Holders++ == 0)
            Unlink(prefix);
    }

    public void Release(CachedPrefix prefix)
    {
        if (--prefix.Holders > 0)
            return;
        (prefix.Older, prefix.Newer) = (_newest, null);
        if (_newest is null)
            _oldest = prefix;
        else
            _newest.Newer = prefix;
        _newest = prefix;
        IdleBlocks += prefix.Blocks;
    }

    /// <summary>Forgets what has been unused for longest; there must be some.</summary>
    /// <returns>The KV blocks that it took.</returns>
    public int Evict()
    {
        var prefix = _oldest!;
        Unlink(prefix);
        _prefixes.Remove(prefix.Id);
        return prefix.Blocks;
    }

    private void Unlink(CachedPrefix prefix)
    {
        if (prefix.Older is null)
            _oldest = prefix.Newer;
        else
            prefix.Older.Newer = prefix.Newer;
        if (prefix.Newer is null)
            _newest = prefix.Older;
        else
            prefix.Newer.Older = prefix.Older;
        (prefix.Older, prefix.Newer) = (null, null);
        IdleBlocks -= prefix.Blocks;
    }
}
