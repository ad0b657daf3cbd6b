namespace TokenAwareBalancer.Tokenizing;

/// <summary>The word alternatives of o200k's pattern: letters and marks, cut where the case rises.</summary>
/// <remarks>
/// With <c>R</c> for the longest run of characters that are not lower-case (upper, caseless, mark), a word begins
/// with <c>R</c> and then, in the pattern's order of preference and backtracking:
/// <list type="number">
/// <item>a lower-case letter follows: the word goes on to the next character that is not lower-case or caseless;</item>
/// <item><c>R</c> holds a caseless character: <c>U*</c> gives back what follows the last one, which alone is then
/// <c>l+</c>; the word ends behind it and the upper-case letters after it are the next word;</item>
/// <item><c>R</c> is upper-case letters only: it is the word (the second alternative).</item>
/// </list>
/// The upper-case letters given back are read a second time and never a third: as the next word they are case 3.
/// </remarks>
internal static class O200kWord
{
    /// <summary>Where the word ends that begins with a letter at an index.</summary>
    public static int End(ReadOnlySpan<byte> text, int start)
    {
        var end = EndOfLetters(text, start, out _);
        return end + PieceRules.LengthOfContraction(text, end);
    }

    /// <summary>
    /// Where the word ends whose prefix, a character that is no letter, is at an index; 0 if no word follows it.
    /// </summary>
    /// <remarks>
    /// A mark may be prefix or part of the word. As prefix it is preferred, unless that leaves upper-case letters only
    /// or nothing: then the first alternative without a prefix matches the mark alone, before the second one is tried.
    /// </remarks>
    public static int EndAfterPrefix(ReadOnlySpan<byte> text, int prefix, int start)
    {
        var end = EndOfLetters(text, start, out var isUpperOnly);
        if (isUpperOnly && CharacterClasses.At(text, prefix, out _) == CharacterClass.Mark)
            end = start;
        else if (end == start)
            return 0;
        return end + PieceRules.LengthOfContraction(text, end);
    }

    /// <summary>Where the word ends that begins at an index, before any contraction.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the word begins: any index up to the text's length.</param>
    /// <param name="isUpperOnly">Whether the word is empty or matched by the second alternative only.</param>
    private static int EndOfLetters(ReadOnlySpan<byte> text, int start, out bool isUpperOnly) =>
        AsciiLetters.TryMeasureWord(text, start, out var upper, out var lower)
            ? EndOfAsciiLetters(start, upper, lower, out isUpperOnly)
            : EndOfAnyLetters(text, start, out isUpperOnly);

    private static int EndOfAsciiLetters(int start, int upper, int lower, out bool isUpperOnly)
    {
        isUpperOnly = lower == 0;
        return start + upper + lower;
    }

    private static int EndOfAnyLetters(ReadOnlySpan<byte> text, int start, out bool isUpperOnly)
    {
        var index = start;
        var afterLastCaseless = start;
        var characterClass = CharacterClass.None;
        while (index < text.Length)
        {
            characterClass = CharacterClasses.At(text, index, out var byteLength);
            if ((characterClass & CharacterClass.NotLower) == 0)
                break;
            index += byteLength;
            if ((characterClass & CharacterClass.Caseless) != 0)
                afterLastCaseless = index;
        }

        if (index < text.Length && characterClass == CharacterClass.LowerLetter)
        {
            isUpperOnly = false;
            return CharacterClasses.EndOfRun(text, index, CharacterClass.NotUpper);
        }

        isUpperOnly = afterLastCaseless == start;
        return isUpperOnly ? index : afterLastCaseless;
    }
}
