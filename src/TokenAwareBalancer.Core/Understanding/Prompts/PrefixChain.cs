using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>Hashes the beginnings of a prompt: each from the one before it and what comes next.</summary>
/// <remarks>
/// <para>
/// <c>hᵢ = H(key, hᵢ₋₁, nextᵢ)</c>, from <see cref="PrefixRoot"/> on, which is different for what is printed in another
/// way. A piece without text, such as a message's frame, is its kind and its tokens. What chat templates put first
/// comes first, wherever it stands in the body: tools, functions, system, instructions. The chain ends before a piece
/// whose content is not looked at (an image, audio, a document, a reference, token ids), since two that differ would
/// look alike.
/// </para>
/// <para>
/// Beginnings end where pieces do, and every 2 KiB within long texts, with tokens in proportion, so that texts that
/// begin alike are found to. Engines cache blocks of 16 tokens: pieces are taken together until they have 64 bytes.
/// From 4 KiB on it takes a 64th of what is before it, and from 32 KiB on a 16th within texts: below a megabyte there
/// are at most 500 beginnings, below a gigabyte 1,200, and at most a 64th of what two conversations share is missed.
/// Where a beginning ends depends on what is before it alone, or two prompts that share it would not both have it.
/// </para>
/// </remarks>
internal ref struct PrefixChain
{
    private const int LeastBytes = 64;
    private const int BlockBytes = 2048;
    private const int LeastShare = 6; // 1/64, as a shift
    private const int BlockShare = 4; // 1/16

    /// <summary>What position a token that is no text takes: as much as usual text.</summary>
    private const int BytesPerToken = 4;

    private readonly ReadOnlySpan<byte> _body;
    private readonly PromptPieces _pieces;
    private readonly PieceCounts _counts;
    private readonly ContentHasher _hasher;
    private readonly List<PrefixHash> _prefixes;
    private ContentHash _hash;
    private long _tokens;
    private long _positionBytes;
    private long _addedBytes;

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

    /// <param name="root">The hash of the empty prompt.</param>
    public void Read(ContentHash root)
    {
        _hash = root;
        AddAll();
        if (_positionBytes > _addedBytes)
            Emit(_tokens);
    }

    private void AddAll()
    {
        foreach (var slot in _pieces.Leading)
        {
            if (!TryAdd(slot.FirstPiece, slot.EndPiece, isLeading: true))
                return;
        }

        TryAdd(0, _pieces.PrefixEnd, isLeading: false);
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
            if (piece.Kind == PromptPieceKind.Discarded)
                continue;
            if (piece.Text.Length > BlockBytes)
                AddLongText(piece, _counts.All[index].Tokens);
            else
                Add(piece, _counts.All[index]);
            if (_positionBytes - _addedBytes >= Math.Max(LeastBytes, _positionBytes >> LeastShare))
                Emit(_tokens);
        }

        return true;
    }

    private void Add(in PromptPiece piece, in PieceCount count)
    {
        var hash = count.IsHashed ? count.Hash : PieceHash.Of(piece, _body, _hasher);
        _hash = _hasher.Chain(_hash, hash, (ulong)piece.Kind | ((ulong)piece.Tokens << 8));
        _tokens += piece.IsText ? count.Tokens : piece.Tokens;
        _positionBytes += piece.IsText ? piece.Text.Length : (long)BytesPerToken * piece.Tokens;
    }

    private void AddLongText(in PromptPiece piece, int tokens)
    {
        var text = piece.Text.In(_body);
        var startTokens = _tokens;
        for (var done = 0; done < text.Length;)
        {
            var blockBytes = (int)Math.Max(BlockBytes, (_positionBytes >> BlockShare) & -BlockBytes);
            var block = text.Slice(done, Math.Min(blockBytes, text.Length - done));
            _hash = _hasher.Chain(_hash, _hasher.Hash(block, (ulong)piece.Kind), (ulong)piece.Kind);
            _positionBytes += block.Length;
            done += block.Length;
            _tokens = startTokens + ((long)tokens * done / text.Length);
            // The last one is the end of the piece.
            if (done < text.Length)
                Emit(_tokens);
        }
    }

    private void Emit(long tokens)
    {
        _prefixes.Add(new PrefixHash(_hash, tokens));
        _addedBytes = _positionBytes;
    }
}
