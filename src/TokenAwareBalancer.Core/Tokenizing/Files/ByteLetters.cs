using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Reads what <see cref="ByteAlphabet"/> spells.</summary>
internal static class ByteLetters
{
    private const int Letters = 0x144;

    // By code point; -1 for a character that stands for no byte.
    private static readonly short[] Bytes = CreateBytes();

    /// <summary>Turns letters into the bytes they stand for, one each; false if one of them stands for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRead(ReadOnlySpan<byte> utf8, Span<byte> bytes, out int length)
    {
        length = 0;
        for (var i = 0; i < utf8.Length; i++)
        {
            int codePoint = utf8[i];
            if (codePoint >= 0x80)
            {
                if (codePoint >= 0xE0)
                    return false;
                codePoint = ((codePoint & 0x1F) << 6) | (utf8[++i] & 0x3F);
            }

            if (codePoint >= Letters || Bytes[codePoint] < 0)
                return false;
            bytes[length++] = (byte)Bytes[codePoint];
        }

        return true;
    }

    private static short[] CreateBytes()
    {
        var bytes = new short[Letters];
        Array.Fill(bytes, (short)-1);
        for (var value = 0; value < 256; value++)
            bytes[ByteAlphabet.Spell([(byte)value])[0]] = (short)value;
        return bytes;
    }
}
