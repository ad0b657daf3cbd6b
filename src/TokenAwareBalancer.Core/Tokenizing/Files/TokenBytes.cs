namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>The bytes of each token by its id: one copy of all bytes, and where each token's begin.</summary>
internal sealed class TokenBytes
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly int[] _lengths;

    /// <param name="bytes">All tokens' bytes.</param>
    /// <param name="ids">The id of each token.</param>
    /// <param name="starts">Where each token's bytes begin.</param>
    /// <param name="lengths">How many they are; a token has at least one.</param>
    public TokenBytes(byte[] bytes, ReadOnlySpan<int> ids, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths)
    {
        _bytes = bytes;
        var highest = -1;
        foreach (var id in ids)
            highest = Math.Max(highest, id);
        _starts = new int[highest + 1];
        _lengths = new int[highest + 1];
        for (var i = 0; i < ids.Length; i++)
        {
            _starts[ids[i]] = starts[i];
            _lengths[ids[i]] = lengths[i];
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">There is no token of this id.</exception>
    public ReadOnlySpan<byte> Of(int id)
    {
        if ((uint)id >= (uint)_lengths.Length || _lengths[id] == 0)
            throw new ArgumentOutOfRangeException(nameof(id), id, "There is no token of this id.");
        return _bytes.AsSpan(_starts[id], _lengths[id]);
    }
}
