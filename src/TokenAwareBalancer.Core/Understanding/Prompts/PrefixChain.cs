using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>Hashes every beginning of a prompt: each from the one before it and the next piece.</summary>
/// <remarks>
/// <c>hᵢ = H(key, hᵢ₋₁, pieceᵢ)</c>; a piece without text, such as a message's frame, is its kind and its tokens. What
/// chat templates put first comes first, wherever it stands in the body: tools, functions, system, instructions. The
/// chain ends before a piece whose content is not looked at (an image, audio, a document, a reference, token ids),
/// since two that differ would look alike.
/// </remarks>
internal ref struct PrefixChain
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly PromptPieces _pieces;
    private readonly PieceCounts _counts;
    private readonly ContentHasher _hasher;
    private readonly List<PrefixHash> _prefixes;
    private ContentHash _hash;
    private long _tokens;

    public PrefixChain(
        ReadOnlySpan<byte> body, PromptPieces pieces, PieceCounts counts, ContentHasher hasher,
        List<PrefixHash> prefixes)
    {
        _body = body;
        _pieces = pieces;
        _counts = counts;
        _hasher = hasher;
        _prefixes = prefixes;
    }

    public void Read()
    {
        foreach (var slot in _pieces.Leading)
        {
            if (!TryAdd(slot.FirstPiece, slot.EndPiece, isLeading: true))
                return;
        }

        TryAdd(0, _pieces.All.Length, isLeading: false);
    }

    private bool TryAdd(int first, int end, bool isLeading)
    {
        for (var index = first; index < end; index++)
        {
            if (!isLeading && _pieces.IsLeading(index))
                continue;
            var piece = _pieces.All[index];
            if (piece.IsOpaque)
                return false;
            if (piece.Kind != PromptPieceKind.Discarded)
                Add(piece, _counts.All[index]);
        }

        return true;
    }

    private void Add(in PromptPiece piece, in PieceCount count)
    {
        var hash = count.IsHashed ? count.Hash : PieceHash.Of(piece, _body, _hasher);
        _hash = _hasher.Chain(_hash, hash, (ulong)piece.Kind | ((ulong)piece.Tokens << 8));
        _tokens += piece.IsText ? count.Tokens : piece.Tokens;
        _prefixes.Add(new PrefixHash(_hash, _tokens));
    }
}
