namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>The bytes of each token by its id: one copy of all, and where each token's begin.</summary>
/// <param name="byteCount">The most bytes there may be.</param>
/// <param name="highestId">The highest id there may be.</param>
internal sealed class TokenBytes(int byteCount, int highestId)
{
    private readonly byte[] _bytes = new byte[byteCount];
    private readonly int[] _starts = new int[highestId + 1];
    private readonly int[] _lengths = new int[highestId + 1];
    private int _end;

    /// <summary>Sets a token's bytes; those set last count.</summary>
    public void Add(int id, ReadOnlySpan<byte> token)
    {
        token.CopyTo(_bytes.AsSpan(_end));
        _starts[id] = _end;
        _lengths[id] = token.Length;
        _end += token.Length;
    }

    /// <exception cref="ArgumentOutOfRangeException">There is no token of this id.</exception>
    public ReadOnlySpan<byte> Of(int id)
    {
        if ((uint)id >= (uint)_lengths.Length || _lengths[id] == 0)
            throw new ArgumentOutOfRangeException(nameof(id), id, "There is no token of this id.");
        return _bytes.AsSpan(_starts[id], _lengths[id]);
    }
}
