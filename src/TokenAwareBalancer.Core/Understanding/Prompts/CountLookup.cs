using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>Finds which texts of a prompt a cache remembers.</summary>
internal static class CountLookup
{
    /// <returns>The bytes of the texts that are yet to be counted.</returns>
    public static long LookUp(
        ReadOnlySpan<byte> body, PromptPieces pieces, PieceCounts counts, PromptCounting counting)
    {
        counts.Reset(pieces.All.Length);
        var uncountedBytes = 0L;
        int hits = 0, misses = 0;
        for (var index = 0; index < pieces.All.Length; index++)
        {
            var piece = pieces.All[index];
            ref var count = ref counts.All[index];
            if (counting.Cache is { } cache && piece.Text.Length >= PromptCounting.LeastCachedBytes)
            {
                count.Hash = PieceHash.Of(piece, body, cache.Hasher);
                count.IsHashed = true;
                if (cache.TryGet(counting.KeyOf(count.Hash), out var cached))
                {
                    (count.Tokens, count.TextBytes, count.IsCounted) = (cached.Tokens, cached.TextBytes, true);
                    hits++;
                    continue;
                }

                misses++;
            }

            uncountedBytes += piece.Text.Length;
        }

        counting.Cache?.Report(hits, misses);
        return uncountedBytes;
    }
}
