using System.Numerics;
using System.Runtime.Intrinsics;

namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>Adds up what kinds of characters a text has, by the first bytes of their UTF-8, 32 at a time.</summary>
/// <remarks>
/// Where the planes' blocks lie decides: U+0080–U+033F (first bytes C2–CC) are accented Latin, U+0340–U+07FF other
/// alphabets; U+0800–U+1FFF (E0, E1) the Indic scripts, Thai, Georgian and the like; U+3000–U+D7FF (E3–ED) CJK.
/// Punctuation and symbols (E2, EE, EF) and what is beyond U+FFFF tell nothing.
/// </remarks>
public struct ScriptTally
{
    /// <summary>Of English prose 77–83 % of the bytes are letters, of source code 50–68 %.</summary>
    private const double LeastLettersOfProse = 0.72;

    private long _bytes;
    private long _asciiLetters;
    private long _ascii;
    private long _accentedBytes;
    private long _alphabeticBytes;
    private long _indicBytes;
    private long _cjkBytes;

    /// <summary>Counts a text in.</summary>
    /// <param name="utf8Text">Well-formed UTF-8.</param>
    /// <param name="times">How often the model sees it.</param>
    public void Add(ReadOnlySpan<byte> utf8Text, int times = 1)
    {
        _bytes += (long)utf8Text.Length * times;
        for (; utf8Text.Length >= Vector256<byte>.Count; utf8Text = utf8Text[Vector256<byte>.Count..])
            Add(Vector256.Create(utf8Text), all: uint.MaxValue, times);
        if (utf8Text.IsEmpty)
            return;
        Span<byte> last = stackalloc byte[Vector256<byte>.Count];
        utf8Text.CopyTo(last);
        Add(Vector256.Create<byte>(last), all: (1U << utf8Text.Length) - 1, times);
    }

    /// <summary>What the texts together are.</summary>
    public readonly ScriptClass Classify()
    {
        var scriptBytes = _alphabeticBytes + _indicBytes + _cjkBytes;
        if (_bytes - _ascii - _accentedBytes > _bytes / 20)
            return scriptBytes > _bytes / 2 ? ClassifyScript(scriptBytes) : ScriptClass.Mixed;
        if (_accentedBytes > _bytes / 100)
            return ScriptClass.AccentedLatin;
        return _asciiLetters >= LeastLettersOfProse * _bytes ? ScriptClass.LatinProse : ScriptClass.Code;
    }

    private readonly ScriptClass ClassifyScript(long scriptBytes)
    {
        var most = scriptBytes * 0.85;
        if (_cjkBytes >= most)
            return ScriptClass.Cjk;
        if (_alphabeticBytes >= most)
            return ScriptClass.Alphabetic;
        return _indicBytes >= most ? ScriptClass.Indic : ScriptClass.Mixed;
    }

    private void Add(Vector256<byte> bytes, uint all, int times)
    {
        var nonAscii = bytes.ExtractMostSignificantBits() & all;
        _ascii += (long)BitOperations.PopCount(all & ~nonAscii) * times;
        _asciiLetters += Count(bytes | Vector256.Create((byte)0x20), (byte)'a', (byte)'z', all) * times;
        if (nonAscii == 0)
            return;
        _accentedBytes += 2 * Count(bytes, 0xC2, 0xCC, all) * times;
        _alphabeticBytes += 2 * Count(bytes, 0xCD, 0xDF, all) * times;
        _indicBytes += 3 * Count(bytes, 0xE0, 0xE1, all) * times;
        _cjkBytes += 3 * Count(bytes, 0xE3, 0xED, all) * times;
    }

    private static long Count(Vector256<byte> bytes, byte first, byte last, uint all) => BitOperations.PopCount(
        Vector256.LessThanOrEqual(bytes - Vector256.Create(first), Vector256.Create((byte)(last - first)))
            .ExtractMostSignificantBits() & all);
}
