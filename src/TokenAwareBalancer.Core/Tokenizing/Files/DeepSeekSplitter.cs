namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Cuts a text as DeepSeek V3's tokenizer does, which splits three times, in one pass.</summary>
/// <remarks>
/// The patterns, each applied to the pieces of the one before; what none of the alternatives covers is a piece too:
/// <code>
/// \p{N}{1,3}
/// [一-龥぀-ゟ゠-ヿ]+
/// [!"#$%&amp;'()*+,\-./:;&lt;=&gt;?@\[\\\]^_`{|}~][A-Za-z]+
///   | [^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+ | ␣?[\p{P}\p{S}]+[\r\n]* | \s*[\r\n]+ | \s+(?!\S) | \s+
/// </code>
/// So a text falls into segments of East Asian characters, of others, and numbers, and the third pattern sees one
/// segment at a time: its end is an end of text to <c>(?!\S)</c>.
/// </remarks>
internal readonly struct DeepSeekSplitter : IPieceSplitter
{
    private const CharacterClass Word = CharacterClass.Letter | CharacterClass.Mark;

    // In this pattern: characters of neither letters, marks, numbers, punctuation, symbols nor white space.
    private const CharacterClass Control = CharacterClass.Other;

    // A bit that a character's own class cannot have beside its one: punctuation and symbols.
    private const CharacterClass Symbol = CharacterClass.Other | CharacterClass.Number;

    public static int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        if (CharacterClasses.At(text, start, out var byteLength) == CharacterClass.Number)
            return PieceRules.EndOfNumber(text, start + byteLength);
        var segment = new Segment(text, IsEastAsian(text, start));
        var first = segment.ClassAt(start, out byteLength);
        var next = start + byteLength;
        if ((first & Word) != 0)
            return segment.EndOfRun(next, Word);

        var second = segment.ClassAt(next, out _);
        if (first == Symbol && byteLength == 1 && next < text.Length && char.IsAsciiLetter((char)text[next]))
            return EndOfAsciiLetters(text, next);
        if (first != Symbol && first != CharacterClass.LineEnd && (second & Word) != 0)
            return segment.EndOfRun(next, Word);
        if (first == Symbol || (text[start] == ' ' && second == Symbol))
            return segment.EndOfRun(segment.EndOfSymbols(next), CharacterClass.LineEnd);
        return first == Control ? segment.EndOfControls(next) : segment.EndOfWhiteSpace(start);
    }

    private static int EndOfAsciiLetters(ReadOnlySpan<byte> text, int index)
    {
        while (index < text.Length && char.IsAsciiLetter((char)text[index]))
            index++;
        return index;
    }

    /// <summary><c>[一-龥぀-ゟ゠-ヿ]</c>: U+4E00 to U+9FA5, U+3040 to U+30FF.</summary>
    private static bool IsEastAsian(ReadOnlySpan<byte> text, int index) =>
        text[index] is >= 0xE3 and <= 0xE9
        && CodePoints.At(text, index, out _) is (>= 0x4E00 and <= 0x9FA5) or (>= 0x3040 and <= 0x30FF);

    /// <summary>A text as far as it is of one kind.</summary>
    private readonly ref struct Segment(ReadOnlySpan<byte> text, bool isEastAsian)
    {
        private readonly ReadOnlySpan<byte> _text = text;

        /// <summary>The class of the character at an index; none at the segment's end.</summary>
        public CharacterClass ClassAt(int index, out int byteLength)
        {
            byteLength = 0;
            if (index == _text.Length)
                return CharacterClass.None;
            var characterClass = CharacterClasses.At(_text, index, out byteLength);
            if (characterClass == CharacterClass.Number || IsEastAsian(_text, index) != isEastAsian)
                return CharacterClass.None;
            return characterClass == CharacterClass.Other && IsSymbol(index) ? Symbol : characterClass;
        }

        public int EndOfRun(int index, CharacterClass classes)
        {
            while ((ClassAt(index, out var byteLength) & classes) != 0)
                index += byteLength;
            return index;
        }

        public int EndOfSymbols(int index)
        {
            while (ClassAt(index, out var byteLength) == Symbol)
                index += byteLength;
            return index;
        }

        /// <summary>Up to where some alternative matches: one of the characters may be the prefix of a word.</summary>
        public int EndOfControls(int index)
        {
            while (ClassAt(index, out var byteLength) == Control
                && (ClassAt(index + byteLength, out _) & Word) == 0)
                index += byteLength;
            return index;
        }

        /// <summary><c>\s*[\r\n]+|\s+(?!\S)|\s+</c> where a white-space character stands.</summary>
        public int EndOfWhiteSpace(int start)
        {
            var index = start;
            var last = start;
            var afterLineEnd = -1;
            CharacterClass characterClass;
            while (((characterClass = ClassAt(index, out var byteLength)) & CharacterClass.WhiteSpace) != 0)
            {
                last = index;
                index += byteLength;
                if (characterClass == CharacterClass.LineEnd)
                    afterLineEnd = index;
            }

            if (afterLineEnd >= 0)
                return afterLineEnd;
            return characterClass == CharacterClass.None || last == start ? index : last;
        }

        private bool IsSymbol(int index)
        {
            var value = _text[index];
            return value < 128
                ? value is > (byte)' ' and < 127
                : UnicodeTable.Of(CodePoints.At(_text, index, out _)).Category
                    is >= GeneralCategory.Pc and <= GeneralCategory.So;
        }
    }
}
