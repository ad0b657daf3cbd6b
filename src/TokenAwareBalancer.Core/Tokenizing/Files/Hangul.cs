namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Composes and decomposes Hangul syllables, which have an arithmetic instead of a table.</summary>
/// <remarks>Source: the Unicode Standard, section 3.12, Conjoining Jamo Behavior.</remarks>
internal static class Hangul
{
    private const int FirstSyllable = 0xAC00;
    private const int FirstLeading = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeFirstTrailing = 0x11A7;
    private const int Leadings = 19;
    private const int Vowels = 21;
    private const int Trailings = 28;
    private const int Syllables = Leadings * Vowels * Trailings;

    public static bool IsSyllable(int codePoint) => (uint)(codePoint - FirstSyllable) < Syllables;

    public static int Compose(int first, int second)
    {
        if ((uint)(first - FirstLeading) < Leadings && (uint)(second - FirstVowel) < Vowels)
            return FirstSyllable + ((((first - FirstLeading) * Vowels) + second - FirstVowel) * Trailings);
        return IsSyllable(first) && (first - FirstSyllable) % Trailings == 0
            && second > BeforeFirstTrailing && second < BeforeFirstTrailing + Trailings
            ? first + second - BeforeFirstTrailing
            : -1;
    }

    /// <summary>Writes a syllable's two or three parts, and returns their number.</summary>
    public static int Decompose(int syllable, Span<int> parts)
    {
        var index = syllable - FirstSyllable;
        parts[0] = FirstLeading + (index / (Vowels * Trailings));
        parts[1] = FirstVowel + (index / Trailings % Vowels);
        parts[2] = BeforeFirstTrailing + (index % Trailings);
        return index % Trailings == 0 ? 2 : 3;
    }
}
