namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>The blocks of a KV cache: free, owned by one request, or shared prefixes.</summary>
internal sealed class KvBlocks
{
    public const int BlockTokens = 16;

    private readonly PrefixCache? _prefixes;
    private long _freeBlocks;

    public KvBlocks(long capacityTokens, bool cachesPrefixes)
    {
        CapacityBlocks = capacityTokens / BlockTokens;
        _freeBlocks = CapacityBlocks;
        _prefixes = cachesPrefixes ? new PrefixCache() : null;
    }

    public long CapacityBlocks { get; }

    /// <summary>Free, or to be had by evicting what nobody uses.</summary>
    public long AvailableBlocks => _freeBlocks + (_prefixes?.IdleBlocks ?? 0);

    public long UsedBlocks => CapacityBlocks - AvailableBlocks;

    public static long BlocksOf(long tokens) => (tokens + BlockTokens - 1) / BlockTokens;

    public bool TryTake(long blocks)
    {
        if (blocks > AvailableBlocks)
            return false;
        _freeBlocks -= blocks;
        while (_freeBlocks < 0)
            _freeBlocks += _prefixes!.Evict();
        return true;
    }

    public void Give(long blocks) => _freeBlocks += blocks;

    /// <summary>
    /// Finds the beginning of a request's prompt, and takes what its first chunk needs beyond it; all or nothing.
    /// </summary>
    /// <param name="request">Not yet admitted; gets the tokens found as computed, and its chunk.</param>
    /// <param name="budgetTokens">The most the chunk may have.</param>
    public bool TryAdmit(ScheduledRequest request, int budgetTokens)
    {
        // At least one token must be computed, to have something to sample from.
        var mostTokens = (request.TargetTokens - 1) / BlockTokens * BlockTokens;
        var (hits, hitTokens, idleBlocks) = Find(request, mostTokens);
        var foundTokens = Math.Min(hitTokens, mostTokens);
        var chunkTokens = Math.Min(request.TargetTokens - foundTokens, budgetTokens);
        var blocks = BlocksOf(foundTokens + chunkTokens) - foundTokens / BlockTokens;
        if (blocks > AvailableBlocks - idleBlocks)
            return false;
        for (var i = 0; i < hits; i++)
            Hold(request, request.BlockIds.Span[i]);
        TryTake(blocks);
        (request.ComputedTokens, request.PublishedIds) = (foundTokens, hits);
        Grow(request, chunkTokens, blocks);
        return true;
    }

    /// <summary>Takes what the next chunk of a running request needs.</summary>
    public bool TryGrow(ScheduledRequest request, int chunkTokens)
    {
        var blocks = BlocksOf(request.ComputedTokens + chunkTokens) - BlocksOf(request.ComputedTokens);
        if (!TryTake(blocks))
            return false;
        Grow(request, chunkTokens, blocks);
        return true;
    }

    /// <summary>Takes back all that a request holds; what is cached of its prompt stays, while there is room.</summary>
    public void Release(ScheduledRequest request)
    {
        _freeBlocks += request.OwnBlocks;
        request.OwnBlocks = 0;
        if (request.HeldPrefixes is not { } held)
            return;
        for (var i = held.Count - 1; i >= 0; i--)
            _prefixes!.Release(held[i]);
        held.Clear();
    }

    private void Grow(ScheduledRequest request, int chunkTokens, long blocks)
    {
        request.OwnBlocks += blocks;
        request.ChunkTokens = chunkTokens;
        if (_prefixes is not null)
            Publish(request, _prefixes);
    }

    // As vLLM: whoever is scheduled after this chunk can use it, since it is computed before or beside it.
    private static void Publish(ScheduledRequest request, PrefixCache prefixes)
    {
        var ids = request.BlockIds.Span;
        var thereTokens = request.ComputedTokens + request.ChunkTokens;
        for (; request.PublishedIds < ids.Length; request.PublishedIds++)
        {
            var blocks = BlocksOfId(request, request.PublishedIds);
            if (request.PublishedIds * request.BlockTokens + blocks * BlockTokens > thereTokens)
                return;
            var id = ids[request.PublishedIds];
            if (blocks == 0 || prefixes.TryFind(id, out _))
                continue;
            (request.HeldPrefixes ??= []).Add(prefixes.Add(id, blocks));
            request.OwnBlocks -= blocks;
        }
    }

    private (int Ids, int Tokens, long IdleBlocks) Find(ScheduledRequest request, int mostTokens)
    {
        var (found, tokens, idleBlocks) = (0, 0, 0L);
        if (_prefixes is null)
            return default;
        foreach (var id in request.BlockIds.Span)
        {
            if (tokens >= mostTokens || !_prefixes.TryFind(id, out var prefix))
                break;
            tokens += prefix.Blocks * BlockTokens;
            idleBlocks += prefix.Holders == 0 ? prefix.Blocks : 0;
            found++;
        }

        return (found, tokens, idleBlocks);
    }

    private void Hold(ScheduledRequest request, long id)
    {
        if (!_prefixes!.TryFind(id, out var prefix))
            return;
        _prefixes.Hold(prefix);
        (request.HeldPrefixes ??= []).Add(prefix);
    }

    /// <summary>Full KV blocks only: the rest of the last is the request's own.</summary>
    private static int BlocksOfId(ScheduledRequest request, int index)
    {
        var tokens = Math.Min(request.BlockTokens, request.PromptTokens - index * request.BlockTokens);
        return Math.Max(0, tokens) / BlockTokens;
    }
}
