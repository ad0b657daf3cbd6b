namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>
/// The batching engine once more, as plainly as it can be said: every request touched in every iteration.
/// </summary>
internal sealed class NaiveEngine
{
    private const int Block = 16;

    private readonly HardwareProfile _profile;
    private readonly List<Entry> _cache = []; // the longest unused first
    private readonly List<Item> _waiting = [];
    private readonly List<Item> _running = [];

    public NaiveEngine(HardwareProfile profile) => _profile = profile;

    public int Preemptions { get; private set; }

    public int Evictions { get; private set; }

    /// <summary>Runs requests, which come at the start of the first iteration at or after their time.</summary>
    public List<(int Request, int Ordinal, double Seconds)> Run(
        IReadOnlyList<SimulatedRequest> requests, int[] cachedTokens)
    {
        List<(int, int, double)> tokens = [];
        var (seconds, next) = (0.0, 0);
        while (next < requests.Count || _waiting.Count + _running.Count > 0)
        {
            if (_waiting.Count + _running.Count == 0)
                seconds = Math.Max(seconds, requests[next].ArrivalSeconds);
            for (; next < requests.Count && requests[next].ArrivalSeconds <= seconds; next++)
                _waiting.Add(new Item(next, requests[next]));
            seconds += Iterate(cachedTokens);
            foreach (var item in _running.ToArray())
            {
                item.Computed += item.Chunk;
                if (item.Computed < item.Target)
                    continue;
                item.Generated++;
                item.Target = item.Request.PromptTokens + item.Generated;
                tokens.Add((item.Index, item.Generated, seconds));
                if (item.Generated == item.Request.OutputTokens)
                    Release(item);
            }
        }

        return tokens;
    }

    private double Iterate(int[] cachedTokens)
    {
        var (milliseconds, budget, preempted) = (_profile.Costs.BaseMilliseconds, _profile.TokenBudget, false);
        for (var i = 0; i < _running.Count; i++)
        {
            var item = _running[i];
            item.Chunk = Math.Min(item.Target - item.Computed, budget);
            while (item.Chunk > 0 && Needed(item) > Available())
            {
                preempted = true;
                Preempt(_running[^1]);
                if (!_running.Contains(item))
                    break;
            }

            if (_running.Contains(item))
                Take(item, ref budget, ref milliseconds);
        }

        while (!preempted && budget > 0 && _waiting.Count > 0 && _running.Count < _profile.MaxRequests)
        {
            var item = _waiting[0];
            if (!TryAdmit(item, budget))
                break;
            if (item.Preemptions == 0)
                cachedTokens[item.Index] = item.Computed;
            Take(item, ref budget, ref milliseconds);
        }

        return milliseconds / 1000;
    }

    private void Take(Item item, ref int budget, ref double milliseconds)
    {
        var needed = Needed(item);
        while (Free() < needed)
        {
            _cache.Remove(_cache.First(entry => entry.Holders.Count == 0));
            Evictions++;
        }

        item.Own += needed;
        budget -= item.Chunk;
        milliseconds += item is { Generated: > 0, Chunk: 1 } && item.Computed == item.Target - 1 && item.IsDecoding
            ? _profile.Costs.DecodeMilliseconds(1, item.Computed)
            : _profile.Costs.ChunkMilliseconds(item.Chunk, item.Computed);
        item.IsDecoding |= item.Computed + item.Chunk == item.Target;
        Publish(item);
    }

    private bool TryAdmit(Item item, int budget)
    {
        var most = (item.Target - 1) / Block * Block;
        var hits = new List<Entry>();
        foreach (var id in item.Request.BlockIds.ToArray())
        {
            var hit = _cache.Find(entry => entry.Id == id);
            if (hit is null || hits.Sum(entry => entry.Blocks) * Block >= most)
                break;
            hits.Add(hit);
        }

        item.Computed = Math.Min(most, hits.Sum(entry => entry.Blocks) * Block);
        item.Chunk = Math.Min(item.Target - item.Computed, budget);
        var unused = hits.Where(entry => entry.Holders.Count == 0).Sum(entry => entry.Blocks);
        if (Needed(item) > Available() - unused)
            return false;
        hits.ForEach(entry => entry.Holders.Add(item));
        _waiting.Remove(item);
        _running.Add(item);
        return true;
    }

    private void Publish(Item item)
    {
        var ids = item.Request.BlockIds.Span;
        for (var i = 0; i < ids.Length && _profile.CachesPrefixes; i++)
        {
            var id = ids[i];
            var blocks = Math.Min(512, item.Request.PromptTokens - 512 * i) / Block;
            if (blocks == 0 || 512 * i + blocks * Block > item.Computed + item.Chunk || _cache.Exists(e => e.Id == id))
                continue;
            // What was found when it was admitted has been evicted by nobody: it is held.
            _cache.Add(new Entry(id, blocks) { Holders = { item } });
            item.Own -= blocks;
        }
    }

    private void Preempt(Item item)
    {
        Release(item);
        (item.Computed, item.Chunk, item.IsDecoding) = (0, 0, false);
        item.Preemptions++;
        Preemptions++;
        _waiting.Insert(0, item);
    }

    private void Release(Item item)
    {
        _running.Remove(item);
        item.Own = 0;
        // The last block of a prompt is let go first, so that it is evicted first.
        foreach (var id in item.Request.BlockIds.ToArray().Reverse())
        {
            if (_cache.Find(entry => entry.Id == id) is not { } entry || !entry.Holders.Remove(item))
                continue;
            if (entry.Holders.Count == 0 && _cache.Remove(entry))
                _cache.Add(entry);
        }
    }

    private static long Needed(Item item) => (item.Computed + item.Chunk + Block - 1) / Block
        - (item.Computed + Block - 1) / Block;

    private long Free() =>
        _profile.KvTokens / Block - _running.Sum(item => item.Own) - _cache.Sum(entry => entry.Blocks);

    private long Available() => Free() + _cache.Where(entry => entry.Holders.Count == 0).Sum(entry => entry.Blocks);

    private sealed record Entry(long Id, int Blocks)
    {
        public HashSet<Item> Holders { get; } = [];
    }

    private sealed class Item(int index, SimulatedRequest request)
    {
        public int Index => index;

        public SimulatedRequest Request => request;

        public int Target { get; set; } = request.PromptTokens;

        public int Computed { get; set; }

        public int Chunk { get; set; }

        public int Generated { get; set; }

        public int Preemptions { get; set; }

        public bool IsDecoding { get; set; }

        public long Own { get; set; }
    }
}
