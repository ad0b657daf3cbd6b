using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Numbers distinct strings of bytes in the order in which they come, and finds them again.</summary>
/// <remarks>
/// Open addressing over hashes with a secret seed, so that no file can choose strings that collide. A dictionary of
/// strings would cost the time that a whole file may take to load. Loading happens once, before the runtime has
/// looked at what runs often, so its loops are marked to be optimized at once: here and in the other readers.
/// </remarks>
internal sealed class StringTable
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private static readonly ulong Seed =
        BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    // In each slot the upper half of a hash and, in the lower half, one more than a string's number; zero if empty.
    private ulong[] _slots = new ulong[1 << 12];
    private byte[] _bytes = new byte[1 << 16];
    private int[] _ends = new int[1 << 11];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int number] => _bytes.AsSpan(StartOf(number).._ends[number]);

    /// <summary>Adds a string; false if it is there already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(ReadOnlySpan<byte> value)
    {
        if (2 * (Count + 1) > _slots.Length)
            Grow();
        var hash = Hash(value);
        var slot = Find(value, hash);
        if (_slots[slot] != 0)
            return false;

        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (start + value.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, start + value.Length));
        value.CopyTo(_bytes.AsSpan(start));
        if (Count == _ends.Length)
            Array.Resize(ref _ends, 2 * Count);
        _ends[Count++] = start + value.Length;
        _slots[slot] = Slot(hash, Count);
        return true;
    }

    /// <summary>The number of a string; -1 if it is not there.</summary>
    public int Find(ReadOnlySpan<byte> value) => (int)(uint)_slots[Find(value, Hash(value))] - 1;

    private int StartOf(int number) => number == 0 ? 0 : _ends[number - 1];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Find(ReadOnlySpan<byte> value, ulong hash)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)(hash >> 32) & mask; ; slot = (slot + 1) & mask)
        {
            var found = _slots[slot];
            if (found == 0 || ((found ^ hash) >> 32 == 0 && this[(int)(uint)found - 1].SequenceEqual(value)))
                return slot;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[2 * old.Length];
        var mask = _slots.Length - 1;
        foreach (var entry in old)
        {
            if (entry == 0)
                continue;
            var slot = (int)(entry >> 32) & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = entry;
        }
    }

    private static ulong Slot(ulong hash, int count) => (hash & 0xFFFFFFFF_00000000) | (uint)count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Hash(ReadOnlySpan<byte> value)
    {
        var hash = Seed ^ ((ulong)value.Length * Multiplier);
        while (value.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(value));
            value = value[sizeof(ulong)..];
        }

        var rest = 0UL;
        foreach (var b in value)
            rest = (rest << 8) | b;
        return Mix(hash ^ rest);
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, Multiplier, out var low);
        return BitOperations.RotateLeft(high, 29) ^ low;
    }
}
