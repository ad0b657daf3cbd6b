using System.Numerics;

namespace TokenAwareBalancer.Learning.Lengths;

/// <summary>Lengths of answers in tokens, in bins that grow with them: eight to an octave.</summary>
/// <remarks>
/// Up to 13 tokens each length is a bin of its own; from there on a bin is 9 % wider than the one before, so that a
/// length is known to 5 %. The last ends at 2^18 tokens, beyond what engines generate at once.
/// </remarks>
internal static class LengthBins
{
    public const int PerOctave = 8;

    private const int Octaves = 17;
    private const int TabulatedTokens = 1024;

    private static readonly int[] Edges = [.. CreateEdges()];
    private static readonly byte[] Tabulated = CreateTable();

    public static int Count => Edges.Length - 1;

    /// <summary>The shortest length of a bin.</summary>
    public static int LowerTokens(int bin) => Edges[bin];

    /// <summary>How many lengths a bin has.</summary>
    public static int Width(int bin) => Edges[bin + 1] - Edges[bin];

    /// <summary>The bin of a length of at least 1; longer ones than any are in the last.</summary>
    public static int IndexOf(long tokens)
    {
        if (tokens < TabulatedTokens)
            return Tabulated[Math.Max(0, tokens)];
        var bin = Math.Min(FirstOfOctave(BitOperations.Log2((ulong)tokens)), Count - 1);
        while (bin + 1 < Count && Edges[bin + 1] <= tokens)
            bin++;
        return bin;
    }

    // 10 and above: where the edges are all different.
    private static int FirstOfOctave(int octave) => Tabulated[TabulatedTokens - 1] + 1 + ((octave - 10) * PerOctave);

    private static IEnumerable<int> CreateEdges() =>
        Enumerable.Range(0, ((Octaves + 1) * PerOctave) + 1)
            .Select(step => (int)Math.Round(Math.Pow(2, (double)step / PerOctave)))
            .Concat(Enumerable.Range(1, 7))
            .Distinct()
            .Order();

    private static byte[] CreateTable()
    {
        var table = new byte[TabulatedTokens];
        for (var tokens = 1; tokens < TabulatedTokens; tokens++)
            table[tokens] = (byte)Array.FindLastIndex(Edges, edge => edge <= tokens);
        return table;
    }
}
