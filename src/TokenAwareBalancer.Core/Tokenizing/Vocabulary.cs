using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>The tokens of a byte-pair encoding: tells the rank of a string of bytes, if it is a token.</summary>
/// <remarks>
/// A perfect hash table of 16-byte slots. A token of up to eight bytes is its own key. The key of a longer one is a
/// fingerprint, so a slot also says where the token's bytes are, and they are compared: two strings with the same
/// fingerprint are easily made on purpose. Pairs of bytes, which every merge starts from, have a table of their own,
/// indexed by the pair; what tokens merge into when they stand side by side is in another (<see cref="MergeTable"/>).
/// Immutable once built.
/// </remarks>
internal sealed class Vocabulary
{
    /// <summary>The rank of what is no token: behind every other.</summary>
    public const uint NoRank = uint.MaxValue;

    // So that bytes that are no tokens have numbers of their own behind all ranks.
    private const int MostTokens = MergeTable.MostParts - 256;

    private const int LongestPackedToken = sizeof(ulong);

    private readonly PerfectHash _hash;
    private readonly Slot[] _slots;
    private readonly uint[] _pairRanks = GC.AllocateUninitializedArray<uint>(1 << 16);
    private readonly uint[] _parts = new uint[256];
    private readonly byte[] _tokenBytes;
    private readonly int[] _tokenOffsets;

    /// <summary>Works out all tables: tens of milliseconds.</summary>
    /// <param name="tokenLengths">The bytes of each token, in order of rank.</param>
    /// <param name="tokenBytes">All tokens, concatenated in order of rank; no two are the same.</param>
    /// <param name="leftLengths">What <see cref="MergeSplits"/> would find, if it is known.</param>
    public Vocabulary(byte[] tokenLengths, byte[] tokenBytes, byte[]? leftLengths = null)
        : this(tokenLengths, tokenBytes, tables: null, leftLengths)
    {
    }

    /// <summary>Fills its tables from what was worked out before.</summary>
    /// <param name="tokenLengths">The bytes of each token, in order of rank.</param>
    /// <param name="tokenBytes">All tokens, concatenated in order of rank.</param>
    /// <param name="tables">What <see cref="Tables"/> was for the same tokens.</param>
    public Vocabulary(byte[] tokenLengths, byte[] tokenBytes, VocabularyTables tables)
        : this(tokenLengths, tokenBytes, tables, tables.LeftLengths)
    {
    }

    private Vocabulary(byte[] tokenLengths, byte[] tokenBytes, VocabularyTables? tables, byte[]? leftLengths)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokenLengths.Length, MostTokens);
        _tokenBytes = tokenBytes;
        var keys = Keys(tokenLengths);
        _hash = tables?.TokenHash ?? new PerfectHash(keys);
        _slots = new Slot[_hash.SlotCount];
        _tokenOffsets = new int[keys.Length + 1];
        AddTokens(keys, tokenLengths);
        AddBytes();

        // Takes about as long as the merges do, and needs only what is there already.
        var found = tables is null
            ? Task.Run(() => IndivisibleCharacters.FindNeighbours(this, tokenLengths, tokenBytes))
            : null;
        leftLengths ??= MergeSplits.Find(this, tokenLengths, tokenBytes);
        var merges = new TokenMerges(this, leftLengths);
        var mergeHash = tables?.MergeHash ?? new PerfectHash(merges.Keys);
        Merges = new MergeTable(merges.Keys, merges.Ranks, mergeHash);
        var neighbours = tables?.Neighbours ?? found!.GetAwaiter().GetResult();
        IndivisibleCharacters = new IndivisibleCharacters(this, neighbours);
        Tables = new VocabularyTables(_hash, leftLengths, mergeHash, neighbours);
    }

    /// <summary>What took time to work out.</summary>
    public VocabularyTables Tables { get; }

    /// <summary>The characters that merging may start from instead of from their bytes.</summary>
    public IndivisibleCharacters IndivisibleCharacters { get; }

    /// <summary>What two tokens merge into.</summary>
    public MergeTable Merges { get; }

    /// <summary>The bytes of the longest token.</summary>
    public int LongestTokenBytes { get; private set; }

    /// <summary>The rank of two bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint RankOfPair(byte first, byte second) => _pairRanks[first | (second << 8)];

    /// <summary>What merging starts from: the rank of a byte, or a number of its own if it is no token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint PartOf(byte value) => _parts[value];

    /// <summary>The key of the merge that makes a token of its first bytes and the rest of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong MergeOf(int rank, int leftLength)
    {
        var start = _tokenOffsets[rank];
        var middle = start + leftLength;
        return MergeTable.Key(PartAt(start, leftLength), PartAt(middle, _tokenOffsets[rank + 1] - middle));
    }

    /// <summary>The parts of all bytes of a piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReadBytes(ReadOnlySpan<byte> piece, Span<uint> parts)
    {
        for (var i = 0; i < piece.Length; i++)
            parts[i] = PartOf(piece[i]);
    }

    /// <summary>The rank of a part of a text, <see cref="NoRank"/> if it is no token.</summary>
    /// <remarks>The whole text, not a slice, because eight bytes are read at once where the text goes on.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint RankOf(ReadOnlySpan<byte> text, int start, int length) =>
        length <= LongestPackedToken
            ? Find(PackedBytes.Read(text, start, length), length)
            : RankOfLong(text, start, length);

    /// <summary>The bytes of the token of a rank.</summary>
    public ReadOnlySpan<byte> BytesOf(int rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, _tokenOffsets.Length - 1);
        return _tokenBytes.AsSpan(_tokenOffsets[rank].._tokenOffsets[rank + 1]);
    }

    /// <summary>The rank of a stretch of all tokens' bytes, which is a token or one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint PartAt(int start, int length)
    {
        var rank = RankOf(_tokenBytes, start, length);
        return rank == NoRank && length == 1 ? PartOf(_tokenBytes[start]) : rank;
    }

    private uint RankOfLong(ReadOnlySpan<byte> text, int start, int length)
    {
        if (length > LongestTokenBytes)
            return NoRank;
        var bytes = text.Slice(start, length);
        return FindLong(PackedBytes.Fingerprint(bytes), bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Find(ulong key, int length)
    {
        ref var slot = ref SlotOf(key);
        return slot.Key == key & slot.Length == length ? slot.Rank : NoRank;
    }

    private uint FindLong(ulong key, ReadOnlySpan<byte> bytes)
    {
        ref var slot = ref SlotOf(key);
        return slot.Key == key && slot.Length == bytes.Length
            && bytes.SequenceEqual(_tokenBytes.AsSpan(slot.Offset, bytes.Length)) ? slot.Rank : NoRank;
    }

    // Every slot number is masked to the table's length: no need to check it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot SlotOf(ulong key) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), _hash.SlotOf(key));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong[] Keys(ReadOnlySpan<byte> tokenLengths)
    {
        var keys = new ulong[tokenLengths.Length];
        var offset = 0;
        for (var rank = 0; rank < keys.Length; rank++)
        {
            var length = tokenLengths[rank];
            keys[rank] = length <= LongestPackedToken
                ? PackedBytes.Read(_tokenBytes, offset, length)
                : PackedBytes.Fingerprint(_tokenBytes.AsSpan(offset, length));
            offset += length;
        }

        return keys;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTokens(ulong[] keys, ReadOnlySpan<byte> tokenLengths)
    {
        Array.Fill(_pairRanks, NoRank);
        var offset = 0;
        for (var rank = 0; rank < keys.Length; rank++)
        {
            var length = tokenLengths[rank];
            SlotOf(keys[rank]) = new Slot(keys[rank], (uint)rank, offset, length);
            if (length == 2)
                _pairRanks[(ushort)keys[rank]] = (uint)rank;
            LongestTokenBytes = Math.Max(LongestTokenBytes, length);
            offset += length;
            _tokenOffsets[rank + 1] = offset;
        }
    }

    private void AddBytes()
    {
        var tokenCount = (uint)_tokenOffsets.Length - 1;
        for (var value = 0; value < _parts.Length; value++)
        {
            var rank = RankOf([(byte)value], 0, 1);
            _parts[value] = rank == NoRank ? tokenCount + (uint)value : rank;
        }
    }

    /// <summary>One token; all zero, a token of no bytes, if empty.</summary>
    private readonly struct Slot(ulong key, uint rank, int offset, int length)
    {
        private readonly uint _place = ((uint)offset << 8) | (byte)length;

        public ulong Key { get; } = key;

        public uint Rank { get; } = rank;

        public int Length => (byte)_place;

        public int Offset => (int)(_place >> 8);
    }
}
