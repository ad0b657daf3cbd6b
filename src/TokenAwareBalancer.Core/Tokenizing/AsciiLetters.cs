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
            var run = LengthOfRun(Vector128.Create(text[index..]) | Vector128.Create((byte)0x20), (byte)'a');
            index += run;
            if (run < Vector128<byte>.Count)
                return text[index] < 128 ? index : EndOfAnyLetters(text, index);
        }

        return EndOfAnyLetters(text, index);
    }

    /// <summary>Where <c>[a-z]*</c> ends that begins at an index, or sooner, if that is after sixteen bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LengthOfLower(Vector128<byte> bytes) => LengthOfRun(bytes, (byte)'a');

    /// <summary>Where <c>[A-Z]*</c> ends that begins at an index, or sooner, if that is after sixteen bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LengthOfUpper(Vector128<byte> bytes) => LengthOfRun(bytes, (byte)'A');

    private static int EndOfAnyLetters(ReadOnlySpan<byte> text, int index) =>
        CharacterClasses.EndOfRun(text, index, CharacterClass.Letter);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LengthOfRun(Vector128<byte> bytes, byte firstLetter)
    {
        var inRange = Vector128.LessThan(bytes - Vector128.Create(firstLetter), Vector128.Create((byte)26));
        return BitOperations.TrailingZeroCount(~inRange.ExtractMostSignificantBits());
    }
}
