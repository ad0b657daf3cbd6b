namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>The characters that one place of a regular expression matches.</summary>
internal sealed class CharacterSet
{
    private const uint AllCategories = (1u << ((int)GeneralCategory.Cn + 1)) - 1;

    private readonly List<(int First, int Last)> _ranges = [];
    private readonly bool[] _ascii = new bool[128];
    private uint _categories;
    private bool _hasWhiteSpace;
    private bool _hasNotWhiteSpace;
    private bool _hasWord;
    private bool _hasNotWord;
    private bool _isNegated;

    public static CharacterSet Of(int codePoint) => new CharacterSet().Add(codePoint, codePoint).Freeze();

    public CharacterSet Add(int first, int last)
    {
        _ranges.Add((first, last));
        return this;
    }

    /// <summary>Adds general categories, a bit each.</summary>
    public CharacterSet AddCategories(uint categories, bool negated)
    {
        _categories |= negated ? AllCategories & ~categories : categories;
        return this;
    }

    /// <summary>Adds <c>\s</c> or <c>\S</c>.</summary>
    public CharacterSet AddWhiteSpace(bool negated)
    {
        _hasWhiteSpace |= !negated;
        _hasNotWhiteSpace |= negated;
        return this;
    }

    /// <summary>Adds <c>\w</c> or <c>\W</c>.</summary>
    public CharacterSet AddWord(bool negated)
    {
        _hasWord |= !negated;
        _hasNotWord |= negated;
        return this;
    }

    /// <summary>Adds the other cases of the ASCII letters it has by code point.</summary>
    public void AddOtherCases()
    {
        foreach (var (first, last) in _ranges.ToArray())
        {
            for (var codePoint = Math.Max(first, 'A'); codePoint <= Math.Min(last, 'z'); codePoint++)
            {
                if (char.IsAsciiLetter((char)codePoint))
                    Add(codePoint ^ 0x20, codePoint ^ 0x20);
                // The long s and the Kelvin sign are the only others that fold to ASCII letters.
                if ((codePoint | 0x20) == 's')
                    Add(0x17F, 0x17F);
                if ((codePoint | 0x20) == 'k')
                    Add(0x212A, 0x212A);
            }
        }
    }

    /// <summary>Whether case can only matter in its ASCII ranges.</summary>
    public bool HasOnlyAscii =>
        _categories == 0 && !_hasWord && !_hasNotWord && _ranges.TrueForAll(range => range.Last < 128);

    public CharacterSet Negate()
    {
        _isNegated = true;
        return this;
    }

    /// <summary>Ends the building of the set.</summary>
    public CharacterSet Freeze()
    {
        for (var codePoint = 0; codePoint < _ascii.Length; codePoint++)
            _ascii[codePoint] = HasAny(codePoint) != _isNegated;
        return this;
    }

    /// <summary>Whether the character at an index is in the set; not if the text ends there.</summary>
    public bool Matches(ReadOnlySpan<byte> text, int index, out int byteLength)
    {
        byteLength = 1;
        if (index >= text.Length)
            return false;
        return text[index] < 128
            ? _ascii[text[index]]
            : HasAny(CodePoints.At(text, index, out byteLength)) != _isNegated;
    }

    private bool HasAny(int codePoint)
    {
        foreach (var (first, last) in _ranges)
        {
            if (codePoint >= first && codePoint <= last)
                return true;
        }

        var row = UnicodeTable.Of(codePoint);
        if ((_categories & (1u << (int)row.Category)) != 0)
            return true;
        var isWord = (row.Flags & UnicodeFlags.RegexWord) != 0;
        if ((_hasWord && isWord) || (_hasNotWord && !isWord))
            return true;
        return (_hasWhiteSpace || _hasNotWhiteSpace) && (IsWhiteSpace(codePoint) ? _hasWhiteSpace : _hasNotWhiteSpace);
    }

    private static bool IsWhiteSpace(int codePoint) =>
        codePoint is (>= 9 and <= 13) or ' ' or 0x85 or 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A)
            or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000;
}
