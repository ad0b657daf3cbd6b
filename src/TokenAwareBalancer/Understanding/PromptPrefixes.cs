using System.Buffers;

namespace TokenAwareBalancer.Understanding;

/// <summary>The hashes of a request's beginnings, in pooled memory, as long as the request lives.</summary>
internal sealed class PromptPrefixes : IDisposable
{
    private PrefixHash[]? _hashes;
    private int _length;

    /// <summary>From the shortest on; not to be looked at once the request has ended.</summary>
    public ReadOnlyMemory<PrefixHash> Hashes => _hashes.AsMemory(0, _length);

    /// <summary>Copies what will be overwritten. Called once.</summary>
    /// <param name="hashes">As they were counted.</param>
    /// <param name="factor">How many tokens of a text the engine is known to count for each of ours.</param>
    public void Keep(ReadOnlySpan<PrefixHash> hashes, double factor)
    {
        if (hashes.IsEmpty)
            return;
        _hashes = ArrayPool<PrefixHash>.Shared.Rent(hashes.Length);
        _length = hashes.Length;
        for (var index = 0; index < hashes.Length; index++)
            _hashes[index] = hashes[index] with { EndTokens = (long)(hashes[index].EndTokens * factor) };
    }

    public void Dispose()
    {
        if (_hashes is { } hashes)
            ArrayPool<PrefixHash>.Shared.Return(hashes);
        (_hashes, _length) = (null, 0);
    }
}
