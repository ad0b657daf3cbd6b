using TokenAwareBalancer.Hashing;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Simulating.Running;

/// <summary>Makes of a request's block ids what a live balancer makes of its text: hashes of its beginnings.</summary>
/// <remarks>An id stands for a block and all before it, so it is the hash; models do not share.</remarks>
internal static class PrefixChains
{
    /// <summary>What engines cache are whole blocks of so many tokens.</summary>
    private const int EngineBlockTokens = 16;

    public static PrefixHash[] Of(in SimulatedRequest request)
    {
        var ids = request.BlockIds.Span;
        if (ids.IsEmpty)
            return [];
        var beginnings = new List<PrefixHash>(ids.Length);
        for (var index = 0; index < ids.Length; index++)
        {
            var startTokens = index * request.BlockTokens;
            var tokens = Math.Min(request.BlockTokens, request.PromptTokens - startTokens);
            // The last may be too short to be shared.
            if (tokens < EngineBlockTokens)
                break;
            beginnings.Add(new PrefixHash(
                new ContentHash((ulong)request.Model, (ulong)ids[index]),
                startTokens + (tokens / EngineBlockTokens * EngineBlockTokens)));
        }

        return [.. beginnings];
    }
}
