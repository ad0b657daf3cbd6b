using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Tells the class of each character of a UTF-8 text.</summary>
/// <remarks>
/// A two-stage table over code points, in blocks of 64: the number of a block is what all bytes of a character but its
/// last spell. .NET's own tables will not do: they follow another Unicode version than the original tokenizer's, and
/// the next runtime another one again. 34 KB of block numbers, 23 KB of blocks.
/// <para>
/// Bytes that are not well-formed UTF-8 are each a character of class <see cref="CharacterClass.Other"/>, or, where
/// only the continuation bytes are wrong, some character: the answer is arbitrary but the reading stays in bounds.
/// </para>
/// </remarks>
internal static class CharacterClasses
{
    private const int BlockLength = 64;
    private const int BlockNumberCount = 0x110000 / BlockLength;

    private static readonly ushort[] BlockNumbers;
    private static readonly byte[] Blocks;

    // The 128 classes of ASCII once more, so that they are one load away.
    private static readonly byte[] Ascii;

    static CharacterClasses()
    {
        (BlockNumbers, Blocks) = EmbeddedVocabulary.ReadCharacterClasses(BlockNumberCount, BlockLength);
        Ascii = new byte[128];
        for (var codePoint = 0; codePoint < Ascii.Length; codePoint++)
            Ascii[codePoint] = (byte)OfCodePoint(codePoint);
    }

    /// <summary>The class of the character that begins at an index within the text, and its length in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CharacterClass At(ReadOnlySpan<byte> text, int index, out int byteLength)
    {
        var first = text[index];
        if (first < 128)
        {
            byteLength = 1;
            return (CharacterClass)Ascii[first];
        }

        return AtNonAscii(text[index..], out byteLength);
    }

    /// <summary>Where the run of characters of the given classes that begins at an index ends.</summary>
    public static int EndOfRun(ReadOnlySpan<byte> text, int index, CharacterClass classes)
    {
        while (index < text.Length && (At(text, index, out var byteLength) & classes) != 0)
            index += byteLength;
        return index;
    }

    private static CharacterClass AtNonAscii(ReadOnlySpan<byte> rest, out int byteLength)
    {
        int codePoint;
        switch (rest[0])
        {
            case >= 0xC2 and < 0xE0 when rest.Length >= 2:
                byteLength = 2;
                codePoint = ((rest[0] & 0x1F) << 6) | (rest[1] & 0x3F);
                break;
            case >= 0xE0 and < 0xF0 when rest.Length >= 3:
                byteLength = 3;
                codePoint = ((rest[0] & 0x0F) << 12) | ((rest[1] & 0x3F) << 6) | (rest[2] & 0x3F);
                break;
            case >= 0xF0 and < 0xF5 when rest.Length >= 4:
                byteLength = 4;
                codePoint = ((rest[0] & 0x07) << 18) | ((rest[1] & 0x3F) << 12)
                    | ((rest[2] & 0x3F) << 6) | (rest[3] & 0x3F);
                break;
            default:
                byteLength = 1;
                return CharacterClass.Other;
        }

        return OfCodePoint(codePoint);
    }

    private static CharacterClass OfCodePoint(int codePoint)
    {
        var blockIndex = codePoint / BlockLength;
        return blockIndex < BlockNumberCount
            ? (CharacterClass)Blocks[(BlockNumbers[blockIndex] * BlockLength) + (codePoint % BlockLength)]
            : CharacterClass.Other;
    }
}
