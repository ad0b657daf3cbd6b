using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Prefixes;

/// <summary>A set of backends, one bit each.</summary>
internal struct BackendMask
{
    /// <summary>Four words: with what it belongs to it fills a cache line.</summary>
    public const int MostBackends = 256;

    private ulong _first;
    private ulong _second;
    private ulong _third;
    private ulong _fourth;

    public readonly bool IsEmpty => (_first | _second | _third | _fourth) == 0;

    public static BackendMask operator &(in BackendMask left, in BackendMask right) => new()
    {
        _first = left._first & right._first,
        _second = left._second & right._second,
        _third = left._third & right._third,
        _fourth = left._fourth & right._fourth,
    };

    public static BackendMask operator ^(in BackendMask left, in BackendMask right) => new()
    {
        _first = left._first ^ right._first,
        _second = left._second ^ right._second,
        _third = left._third ^ right._third,
        _fourth = left._fourth ^ right._fourth,
    };

    public bool Has(int slot) => (WordOf(slot) >> (slot & 63) & 1) != 0;

    public void Add(int slot) => WordOf(slot) |= 1UL << (slot & 63);

    public void Remove(int slot) => WordOf(slot) &= ~(1UL << (slot & 63));

    /// <summary>Writes a number at the places of its members.</summary>
    public readonly void Write(Span<long> places, long value)
    {
        Write(_first, places, value);
        Write(_second, places[64..], value);
        Write(_third, places[128..], value);
        Write(_fourth, places[192..], value);
    }

    private static void Write(ulong word, Span<long> places, long value)
    {
        for (; word != 0; word &= word - 1)
            places[BitOperations.TrailingZeroCount(word)] = value;
    }

    [UnscopedRef]
    private ref ulong WordOf(int slot) => ref Unsafe.Add(ref _first, slot >> 6);
}
