using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Measures runs of ASCII letters sixteen bytes at a time, where most of most texts' bytes are.</summary>
/// <remarks>
/// A word ends after an unpredictable number of letters, so that a loop over them costs one mispredicted branch per
/// word; the position of the first zero bit of a mask costs none.
/// </remarks>
internal static class AsciiLetters
{
    /// <summary>Where <c>\p{L}*</c> ends that begins at an index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int EndOfLetters(ReadOnlySpan<byte> text, int index)
    {
        while (text.Length - index >= Vector128<byte>.Count)
        {
            var lowered = Vector128.Create(text[index..]) | Vector128.Create((byte)0x20);
            var run = BitOperations.TrailingZeroCount(~InAlphabet(lowered, (byte)'a'));
            index += run;
            if (run < Vector128<byte>.Count)
                return text[index] < 128 ? index : EndOfAnyLetters(text, index);
        }

        return EndOfAnyLetters(text, index);
    }

    /// <summary>The lengths of <c>[A-Z]*</c> and of the <c>[a-z]*</c> after it that begin at an index.</summary>
    /// <returns>Whether both are within sixteen bytes and an ASCII character follows.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMeasureWord(ReadOnlySpan<byte> text, int index, out int upper, out int lower)
    {
        upper = lower = 0;
        if (text.Length - index < Vector128<byte>.Count)
            return false;
        var bytes = Vector128.Create(text[index..]);
        upper = BitOperations.TrailingZeroCount(~InAlphabet(bytes, (byte)'A'));
        lower = BitOperations.TrailingZeroCount(~(InAlphabet(bytes, (byte)'a') >> upper));
        return upper + lower < Vector128<byte>.Count && text[index + upper + lower] < 128;
    }

    private static int EndOfAnyLetters(ReadOnlySpan<byte> text, int index) =>
        CharacterClasses.EndOfRun(text, index, CharacterClass.Letter);

    /// <summary>A bit for each byte that is one of 26 letters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint InAlphabet(Vector128<byte> bytes, byte first) =>
        Vector128.LessThan(bytes - Vector128.Create(first), Vector128.Create((byte)26)).ExtractMostSignificantBits();
}
