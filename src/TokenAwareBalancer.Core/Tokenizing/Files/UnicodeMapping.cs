using System.Runtime.InteropServices;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Replaces some code points by others.</summary>
internal sealed class UnicodeMapping
{
    private readonly int[] _codePoints;
    private readonly int[] _starts;
    private readonly int[] _results;

    /// <param name="section">For each code point, in their order: it, the number of its results, and they.</param>
    public UnicodeMapping(ReadOnlySpan<byte> section)
    {
        _results = MemoryMarshal.Cast<byte, int>(section).ToArray();
        var codePoints = new List<int>();
        var starts = new List<int>();
        for (var i = 0; i < _results.Length; i += 2 + _results[i + 1])
        {
            codePoints.Add(_results[i]);
            starts.Add(i + 1);
        }

        _codePoints = [.. codePoints];
        _starts = [.. starts];
    }

    /// <summary>What replaces a code point: none if it stays. Nothing is replaced by nothing.</summary>
    public ReadOnlySpan<int> this[int codePoint]
    {
        get
        {
            var index = Array.BinarySearch(_codePoints, codePoint);
            return index < 0 ? [] : _results.AsSpan(_starts[index] + 1, _results[_starts[index]]);
        }
    }
}
