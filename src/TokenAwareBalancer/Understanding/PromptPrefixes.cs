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
    public void Keep(ReadOnlySpan<PrefixHash> hashes)
    {
        if (hashes.IsEmpty)
            return;
        _hashes = ArrayPool<PrefixHash>.Shared.Rent(hashes.Length);
        _length = hashes.Length;
        hashes.CopyTo(_hashes);
    }

    public void Dispose()
    {
        if (_hashes is { } hashes)
            ArrayPool<PrefixHash>.Shared.Return(hashes);
        (_hashes, _length) = (null, 0);
    }
}
