using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>The pieces of one request's prompt, in the order of the body, in a pooled array.</summary>
internal sealed class PromptPieces
{
    /// <summary>A reader at rest keeps this much, 48 KB: a conversation of about 1,000 messages.</summary>
    private const int MaxKeptPieces = 4096;

    /// <summary>Tools, functions, system, instructions.</summary>
    private const int MaxLeadingFields = 4;

    private PromptPiece[] _pieces = ArrayPool<PromptPiece>.Shared.Rent(64);
    private int _count;
    private readonly PieceSlot[] _leading = new PieceSlot[MaxLeadingFields];
    private int _leadingCount;
    private PieceSlot _repeated;
    private int _repetitions;
    private int _prefixEnd = int.MaxValue;

    public ReadOnlySpan<PromptPiece> All => _pieces.AsSpan(0, _count);

    /// <summary>What arrays beyond those of a reader at rest are taken from; null without a bound.</summary>
    public IMemoryBudget? Budget { get; set; }

    /// <summary>The fields that the model sees before all others, in this order.</summary>
    public ReadOnlySpan<PieceSlot> Leading => _leading.AsSpan(0, _leadingCount);

    /// <summary>The piece before which what prompts may share ends.</summary>
    public int PrefixEnd => Math.Min(_prefixEnd, _count);

    /// <summary>How many pieces it can hold before it grows.</summary>
    public int Capacity => _pieces.Length;

    public void Clear()
    {
        _count = 0;
        _repeated = default;
        _repetitions = 0;
        _leadingCount = 0;
        _prefixEnd = int.MaxValue;
    }

    /// <summary>Gives back an array that one large request made grow.</summary>
    public void Trim()
    {
        Clear();
        if (_pieces.Length > MaxKeptPieces)
            Resize(64);
    }

    public void Add(PromptPiece piece)
    {
        if (_count == _pieces.Length)
            Resize(2 * _count);
        _pieces[_count++] = piece;
    }

    /// <summary>Starts a field: what an earlier duplicate of it added no longer counts.</summary>
    public void Open(ref PieceSlot slot, in JsonCursor json)
    {
        Discard(ref slot);
        slot.FirstPiece = slot.EndPiece = _count;
        slot.Found = json.TokenType;
        slot.Offset = json.Offset;
    }

    /// <summary>Ends the field: the pieces added since it was opened are its own.</summary>
    public void Close(ref PieceSlot slot) => slot.EndPiece = _count;

    /// <summary>The model sees what this field added so many times. Of one field, once all have been read.</summary>
    public void Repeat(in PieceSlot slot, int times)
    {
        _repeated = slot;
        _repetitions = times - 1;
    }

    /// <summary>How often the model sees a piece.</summary>
    public int TimesOf(int index) =>
        index >= _repeated.FirstPiece && index < _repeated.EndPiece ? 1 + _repetitions : 1;

    /// <summary>What comes after this piece is no continuation of it. Once all fields have been read.</summary>
    public void EndPrefixAfter(int index) => _prefixEnd = index + 1;

    /// <summary>The model sees this field before those that are not so marked. Once all have been read.</summary>
    public void Lead(in PieceSlot slot)
    {
        if (slot.FirstPiece < slot.EndPiece)
            _leading[_leadingCount++] = slot;
    }

    /// <summary>Whether a piece is of such a field.</summary>
    public bool IsLeading(int index)
    {
        foreach (var slot in Leading)
        {
            if (index >= slot.FirstPiece && index < slot.EndPiece)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Takes out what the field added. Linear over a whole request: the slot is empty afterwards, so a piece is
    /// discarded at most once by each field that encloses it, and those are bounded by the depth.
    /// </summary>
    public void Discard(ref PieceSlot slot)
    {
        if (slot.FirstPiece == slot.EndPiece)
            return;
        if (slot.EndPiece == _count)
            _count = slot.FirstPiece;
        else
            _pieces.AsSpan(slot.FirstPiece..slot.EndPiece).Clear();
        slot.EndPiece = slot.FirstPiece;
    }

    private void Resize(int minimumPieces)
    {
        if (minimumPieces > MaxKeptPieces)
        {
            // As the pool rounds.
            var pieces = (long)BitOperations.RoundUpToPowerOf2((uint)minimumPieces);
            MemoryBudgetException.Take(Budget, pieces * Unsafe.SizeOf<PromptPiece>());
        }

        var resized = ArrayPool<PromptPiece>.Shared.Rent(minimumPieces);
        All.CopyTo(resized);
        ArrayPool<PromptPiece>.Shared.Return(_pieces);
        _pieces = resized;
    }
}
