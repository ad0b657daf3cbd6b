using System.Runtime.InteropServices;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>What the library tokenizers knows of each code point.</summary>
/// <remarks>
/// A two-stage table of rows that code points share, written by <c>tools/vocabularies/unicode-tables.mjs</c>, which
/// asks that library. .NET follows another Unicode version, and without its globalization data normalizes nothing.
/// </remarks>
internal static class UnicodeTable
{
    private const int BlockLength = 64;
    private const int LastCodePoint = 0x10FFFF;

    private static readonly ushort[] BlockNumbers;
    private static readonly byte[] Blocks;
    private static readonly Row[] Rows;

    static UnicodeTable()
    {
        var sections = EmbeddedVocabulary.ReadSections("unicode");
        BlockNumbers = MemoryMarshal.Cast<byte, ushort>(sections[0]).ToArray();
        Blocks = sections[1];
        Rows = MemoryMarshal.Cast<byte, Row>(sections[2]).ToArray();
        CanonicalDecompositions = new UnicodeMapping(sections[3]);
        CompatibleDecompositions = new UnicodeMapping(sections[4]);
        LowerCase = new UnicodeMapping(sections[5]);
        Compositions = new UnicodeCompositions(sections[6]);
    }

    /// <summary>What NFD makes of a code point, whole; Hangul syllables are not in it.</summary>
    public static UnicodeMapping CanonicalDecompositions { get; }

    /// <summary>What NFKD makes of a code point, whole, where that differs from NFD.</summary>
    public static UnicodeMapping CompatibleDecompositions { get; }

    public static UnicodeMapping LowerCase { get; }

    public static UnicodeCompositions Compositions { get; }

    public static Row Of(int codePoint) => (uint)codePoint <= LastCodePoint
        ? Rows[Blocks[(BlockNumbers[codePoint / BlockLength] * BlockLength) + (codePoint % BlockLength)]]
        : default;

    /// <summary>What code points have in common: four bytes, in this order in the file.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    internal readonly record struct Row
    {
        public GeneralCategory Category { get; }

        public UnicodeFlags Flags { get; }

        /// <summary>The place of its canonical combining class among all, 0 for a starter.</summary>
        public byte CombiningOrder { get; }

        public UnicodeChecks Checks { get; }
    }
}
