using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>When a pair of tokens is merged, by the pair.</summary>
/// <remarks>
/// Open addressing behind a filter of one bit per hash: most pairs that are asked for are never merged, and the filter
/// stays in the processor's cache.
/// </remarks>
internal sealed class PairTimes
{
    public const int Never = int.MaxValue;

    private const int FilterBits = 1 << 22;

    // Odd, and secret, so that no file can choose pairs that collide.
    private static readonly ulong Multiplier =
        BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    private readonly ulong[] _filter = new ulong[FilterBits / 64];
    private readonly ulong[] _pairs;
    private readonly int[] _times;
    private readonly int _shift;

    public PairTimes(int capacity)
    {
        var length = BitOperations.RoundUpToPowerOf2((uint)(2 * capacity) + 2);
        _pairs = new ulong[length];
        _times = new int[length];
        _shift = 64 - BitOperations.Log2(length);
    }

    /// <summary>Adds a pair that is not there yet.</summary>
    public void Add(int left, int right, int time)
    {
        var pair = Pair(left, right);
        var hash = pair * Multiplier;
        _filter[FilterWord(hash)] |= FilterBit(hash);
        var slot = hash >> _shift;
        while (_pairs[slot] != 0)
            slot = (slot + 1) & (ulong)(_pairs.Length - 1);
        _pairs[slot] = pair;
        _times[slot] = time;
    }

    public int this[int left, int right]
    {
        get
        {
            var pair = Pair(left, right);
            var hash = pair * Multiplier;
            return (_filter[FilterWord(hash)] & FilterBit(hash)) == 0 ? Never : Find(pair, hash >> _shift);
        }
    }

    private int Find(ulong pair, ulong slot)
    {
        while (_pairs[slot] != pair)
        {
            if (_pairs[slot] == 0)
                return Never;
            slot = (slot + 1) & (ulong)(_pairs.Length - 1);
        }

        return _times[slot];
    }

    // Never zero, which stands for an empty slot.
    private static ulong Pair(int left, int right) => ((ulong)(uint)(left + 1) << 32) | (uint)(right + 1);

    private static int FilterWord(ulong hash) => (int)((hash >> 20) & ((FilterBits / 64) - 1));

    private static ulong FilterBit(ulong hash) => 1UL << (int)(hash >> 58);
}
