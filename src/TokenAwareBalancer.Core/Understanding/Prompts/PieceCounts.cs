using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>What has been found out about each piece of a prompt, in a pooled array beside the pieces.</summary>
internal sealed class PieceCounts
{
    private const int InitialPieces = 64;

    /// <summary>A reader at rest keeps this much, 128 KiB.</summary>
    private const int MaxKeptPieces = 4096;

    private PieceCount[] _counts = ArrayPool<PieceCount>.Shared.Rent(InitialPieces);
    private int _length;

    /// <summary>What arrays beyond those of a reader at rest are taken from; null without a bound.</summary>
    public IMemoryBudget? Budget { get; set; }

    public Span<PieceCount> All => _counts.AsSpan(0, _length);

    /// <summary>Whether the counts are those of the pieces read last.</summary>
    public bool AreLookedUp { get; private set; }

    /// <summary>Forgets everything; nothing is known of so many pieces.</summary>
    public void Reset(int pieces)
    {
        if (pieces > _counts.Length)
            Replace(pieces);
        _length = pieces;
        All.Clear();
        AreLookedUp = true;
    }

    /// <summary>The pieces are about to be others.</summary>
    public void Invalidate() => (AreLookedUp, _length) = (false, 0);

    /// <summary>Gives back what one large request made grow.</summary>
    public void Trim()
    {
        Invalidate();
        if (_counts.Length > MaxKeptPieces)
            Replace(InitialPieces);
    }

    private void Replace(int pieces)
    {
        if (pieces > MaxKeptPieces)
        {
            // As the pool rounds.
            var rounded = (long)BitOperations.RoundUpToPowerOf2((uint)pieces);
            MemoryBudgetException.Take(Budget, rounded * Unsafe.SizeOf<PieceCount>());
        }

        ArrayPool<PieceCount>.Shared.Return(_counts);
        _counts = ArrayPool<PieceCount>.Shared.Rent(pieces);
    }
}

/// <summary>What is known of one piece.</summary>
internal struct PieceCount
{
    /// <summary>Of its bytes as they stand in the body; meaningless unless <see cref="IsHashed"/>.</summary>
    public ContentHash Hash;

    /// <summary>The tokens of a text that is counted.</summary>
    public int Tokens;

    /// <summary>Its length after unescaping.</summary>
    public int TextBytes;

    /// <summary>Those of them that were not looked at, because the prompt is sampled.</summary>
    public int UncountedBytes;

    public bool IsHashed;

    public bool IsCounted;
}
