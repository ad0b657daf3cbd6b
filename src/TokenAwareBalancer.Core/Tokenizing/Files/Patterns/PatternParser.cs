using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>Reads regular expressions in the syntax of Oniguruma for Ruby, which Hugging Face's tokenizers
/// use.</summary>
/// <remarks>
/// What published tokenizers use, and what is near it; anything else is an error that names it. In this syntax <c>^</c>
/// and <c>$</c> are about lines, and <c>{1,3}+</c> is not possessive. Source: Oniguruma's doc/RE.
/// </remarks>
internal sealed class PatternParser
{
    private const int DeepestNesting = 32;
    private const int MostRepetitions = 1000;

    // What folds to more than one character, of which one might be another: ß, ligatures.
    private static readonly string[] FoldedPairs = ["ss", "ff", "fi", "fl", "st"];

    private readonly int[] _pattern;
    private int _index;
    private int _nesting;
    private bool _ignoresCase;
    private bool _dotMatchesAll;

    private PatternParser(string pattern)
    {
        _pattern = [.. pattern.EnumerateRunes().Select(rune => rune.Value)];
    }

    public static PatternNode Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var node = parser.ReadChoice();
        return parser._index == parser._pattern.Length ? node : throw parser.Unknown("an unmatched )");
    }

    private bool IsAtEnd => _index >= _pattern.Length;

    private int Current => IsAtEnd ? -1 : _pattern[_index];

    private PatternNode ReadChoice()
    {
        if (++_nesting > DeepestNesting)
            throw Unknown($"more than {DeepestNesting} groups in each other");
        var choices = new List<PatternNode> { ReadSequence() };
        while (TryTake("|"))
            choices.Add(ReadSequence());
        _nesting--;
        return choices.Count == 1 ? choices[0] : new PatternNode.Choice(choices);
    }

    private PatternNode.Sequence ReadSequence()
    {
        var parts = new List<PatternNode>();
        var letters = new StringBuilder();
        while (!IsAtEnd && Current is not ('|' or ')'))
        {
            letters.Append(char.IsAsciiLetter((char)Current) ? (char)(Current | 0x20) : '.');
            if (_ignoresCase && Array.Exists(FoldedPairs, letters.ToString().EndsWith))
                throw Unknown($"\"{letters.ToString()[^2..]}\" in any case, which is one character in some");
            var part = ReadOne();
            parts.Add(ReadRepetition(part));
        }

        return new PatternNode.Sequence(parts);
    }

    private PatternNode ReadOne()
    {
        if (TryTake("("))
            return ReadGroup();
        if (TryTake("["))
            return new PatternNode.One(ReadClass());
        if (TryTake("."))
            return new PatternNode.One(Dot());
        if (TryTake("^"))
            return new PatternNode.At(Place.LineStart);
        if (TryTake("$"))
            return new PatternNode.At(Place.LineEnd);
        if (TryTake("\\"))
            return ReadEscape();
        if (Current is '*' or '+' or '?')
            throw Unknown("a repetition of nothing");
        return new PatternNode.One(Complete(new CharacterSet().Add(Current, _pattern[_index++]), isNegated: false));
    }

    private CharacterSet Dot() =>
        _dotMatchesAll ? new CharacterSet().Negate().Freeze() : new CharacterSet().Add('\n', '\n').Negate().Freeze();

    private PatternNode ReadGroup()
    {
        var (ignoresCase, dotMatchesAll) = (_ignoresCase, _dotMatchesAll);
        Func<PatternNode, PatternNode> wrap = node => node;
        if (TryTake("?"))
            wrap = ReadGroupKind();
        var group = wrap(ReadChoice());
        if (!TryTake(")"))
            throw Unknown("an unmatched (");
        (_ignoresCase, _dotMatchesAll) = (ignoresCase, dotMatchesAll);
        return group;
    }

    private Func<PatternNode, PatternNode> ReadGroupKind()
    {
        if (TryTake("<=") || TryTake("<!"))
        {
            var negated = _pattern[_index - 1] == '!';
            return node => Single(node) is { } set
                ? new PatternNode.Behind(set, negated)
                : throw Unknown("a look behind at more than one character");
        }

        if (TryTake("="))
            return node => new PatternNode.Ahead(node, Negated: false);
        if (TryTake("!"))
            return node => new PatternNode.Ahead(node, Negated: true);
        if (TryTake(">"))
            return node => new PatternNode.Atomic(node);
        for (; !TryTake(":"); _index++)
        {
            if (Current == 'i')
                _ignoresCase = true;
            else if (Current == 'm')
                _dotMatchesAll = true;
            else
                throw Unknown("a group of this kind");
        }

        return node => node;
    }

    private static CharacterSet? Single(PatternNode node) => node switch
    {
        PatternNode.One one => one.Set,
        PatternNode.Sequence { Parts: [var part] } => Single(part),
        _ => null,
    };

    private PatternNode ReadRepetition(PatternNode part)
    {
        while (TryReadCount(out var least, out var most, out var isInterval))
        {
            var greed = isInterval ? ReadIntervalGreed() : ReadGreed();
            if (part.LeastCharacters == 0 && most > 1)
                throw Unknown("a repetition of what may be empty");
            part = new PatternNode.Repeat(part, least, most, greed);
        }

        return part;
    }

    private Greed ReadGreed()
    {
        if (TryTake("?"))
            return Greed.Lazy;
        return TryTake("+") ? Greed.Possessive : Greed.Greedy;
    }

    private Greed ReadIntervalGreed() => Current is '?' or '+'
        ? throw Unknown("a repetition with ? or + behind it")
        : Greed.Greedy;

    private bool TryReadCount(out int least, out int most, out bool isInterval)
    {
        (least, most, isInterval) = Current switch
        {
            '*' => (0, int.MaxValue, false),
            '+' => (1, int.MaxValue, false),
            '?' => (0, 1, false),
            '{' => (0, 0, true),
            _ => (-1, 0, false),
        };
        if (least < 0)
            return false;
        _index++;
        if (isInterval)
            ReadInterval(out least, out most);
        return true;
    }

    private void ReadInterval(out int least, out int most)
    {
        least = ReadNumber();
        most = TryTake(",") ? ReadNumber() : least;
        if (most < 0)
            most = int.MaxValue;
        if (!TryTake("}") || (least < 0 && most == int.MaxValue) || Math.Max(least, 0) > most || most == 0)
            throw Unknown("a { that begins no repetition");
        least = Math.Max(least, 0);
        if (least > MostRepetitions || (most > MostRepetitions && most < int.MaxValue))
            throw Unknown($"more than {MostRepetitions} repetitions");
    }

    private int ReadNumber()
    {
        var number = -1;
        for (; Current is >= '0' and <= '9' && number <= MostRepetitions; _index++)
            number = (Math.Max(number, 0) * 10) + Current - '0';
        return number;
    }

    private PatternNode ReadEscape()
    {
        if (TryTake("A"))
            return new PatternNode.At(Place.TextStart);
        if (TryTake("z"))
            return new PatternNode.At(Place.TextEnd);
        var set = new CharacterSet();
        ReadEscapeInto(set);
        return new PatternNode.One(Complete(set, isNegated: false));
    }

    private CharacterSet ReadClass()
    {
        var set = new CharacterSet();
        var isNegated = TryTake("^");
        if (Current == ']')
            throw Unknown("an empty class");
        while (!TryTake("]"))
        {
            if (IsAtEnd)
                throw Unknown("an unmatched [");
            if (Current == '[' || (Current == '&' && _index + 1 < _pattern.Length && _pattern[_index + 1] == '&'))
                throw Unknown("a class within a class");
            ReadClassItem(set);
        }

        return Complete(set, isNegated);
    }

    private void ReadClassItem(CharacterSet set)
    {
        var first = ReadClassCharacter(set);
        if (first < 0 || Current != '-' || _index + 1 >= _pattern.Length || _pattern[_index + 1] == ']')
        {
            if (first >= 0)
                set.Add(first, first);
            return;
        }

        _index++;
        var last = ReadClassCharacter(new CharacterSet());
        if (last < first)
            throw Unknown("a range whose end is before its beginning");
        set.Add(first, last);
    }

    /// <summary>One character; -1 for an escape that stands for several, which is added.</summary>
    private int ReadClassCharacter(CharacterSet set) =>
        TryTake("\\") ? ReadEscapeInto(set, addsCharacter: false) : _pattern[_index++];

    /// <summary>Adds what an escape stands for; returns its character if it is one.</summary>
    private int ReadEscapeInto(CharacterSet set, bool addsCharacter = true)
    {
        if (IsAtEnd)
            throw Unknown("a \\ at the end");
        var escape = _pattern[_index++];
        var codePoint = escape switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            'e' => 0x1B,
            'x' => ReadHexadecimal(2),
            'u' => ReadHexadecimal(4),
            < 128 and not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')) => escape,
            _ => -1,
        };
        if (codePoint >= 0 && addsCharacter)
            set.Add(codePoint, codePoint);
        if (codePoint >= 0)
            return codePoint;
        AddKind(set, escape);
        return -1;
    }

    private void AddKind(CharacterSet set, int escape)
    {
        switch (escape)
        {
            case 's' or 'S':
                set.AddWhiteSpace(escape == 'S');
                break;
            case 'w' or 'W':
                set.AddWord(escape == 'W');
                break;
            case 'd' or 'D':
                set.AddCategories(1u << (int)GeneralCategory.Nd, escape == 'D');
                break;
            case 'p' or 'P':
                var (categories, negated) = ReadProperty();
                set.AddCategories(categories, negated != (escape == 'P'));
                break;
            default:
                throw Unknown($"\\{new Rune(escape)}");
        }
    }

    private (uint Categories, bool Negated) ReadProperty()
    {
        var start = _index;
        if (!TryTake("{"))
            throw Unknown("\\p without braces");
        var negated = TryTake("^");
        var name = new StringBuilder();
        for (; !IsAtEnd && Current != '}'; _index++)
            name.Append(new Rune(Current));
        var categories = 0u;
        foreach (var category in Enum.GetValues<GeneralCategory>())
        {
            if (category.ToString() == name.ToString() || (name.Length == 1 && category.ToString()[0] == name[0]))
                categories |= 1u << (int)category;
        }

        _index++;
        if (categories == 0 || _index > _pattern.Length)
        {
            _index = start;
            throw Unknown($"\\p{{{JsonPlace.Shorten(name.ToString())}}}; known are the general categories");
        }

        return (categories, negated);
    }

    private int ReadHexadecimal(int digits)
    {
        var isBraced = TryTake("{");
        var start = _index;
        while (!IsAtEnd && Uri.IsHexDigit((char)Current) && (isBraced ? _index - start < 6 : _index - start < digits))
            _index++;
        var text = string.Concat(_pattern[start.._index].Select(digit => (char)digit));
        if ((isBraced && !TryTake("}")) || (!isBraced && text.Length != digits)
            || !int.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var codePoint)
            || !Rune.IsValid(codePoint) || (!isBraced && digits == 2 && codePoint > 127))
        {
            throw Unknown("a character by a number that is none");
        }

        return codePoint;
    }

    private CharacterSet Complete(CharacterSet set, bool isNegated)
    {
        if (_ignoresCase)
        {
            if (!set.HasOnlyAscii)
                throw Unknown("letters beyond ASCII in any case");
            set.AddOtherCases();
        }

        return (isNegated ? set.Negate() : set).Freeze();
    }

    private bool TryTake(string text)
    {
        if (_index + text.Length > _pattern.Length)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (_pattern[_index + i] != text[i])
                return false;
        }

        _index += text.Length;
        return true;
    }

    private PatternException Unknown(string what) => new($"has {what} near its character {_index}");
}
