using System.Runtime.InteropServices;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Composes two code points into one.</summary>
internal sealed class UnicodeCompositions
{
    private readonly ulong[] _pairs;
    private readonly int[] _composed;

    /// <param name="section">First, second and composed code points.</param>
    public UnicodeCompositions(ReadOnlySpan<byte> section)
    {
        var triples = MemoryMarshal.Cast<byte, int>(section);
        _pairs = new ulong[triples.Length / 3];
        _composed = new int[_pairs.Length];
        for (var i = 0; i < _pairs.Length; i++)
        {
            _pairs[i] = Pair(triples[3 * i], triples[(3 * i) + 1]);
            _composed[i] = triples[(3 * i) + 2];
        }

        Array.Sort(_pairs, _composed);
    }

    /// <summary>What two code points compose into; -1 if nothing.</summary>
    public int Compose(int first, int second)
    {
        if (Hangul.Compose(first, second) is var syllable and >= 0)
            return syllable;
        var index = Array.BinarySearch(_pairs, Pair(first, second));
        return index < 0 ? -1 : _composed[index];
    }

    private static ulong Pair(int first, int second) => ((ulong)(uint)first << 32) | (uint)second;
}
