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

    private readonly PatternCursor _cursor;
    private readonly PatternSetReader _sets;
    private int _nesting;
    private bool _dotMatchesAll;

    private PatternParser(string pattern)
    {
        _cursor = new PatternCursor(pattern);
        _sets = new PatternSetReader(_cursor);
    }

    public static PatternNode Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var node = parser.ReadChoice();
        return parser._cursor.IsAtEnd ? node : throw parser._cursor.Unknown("an unmatched )");
    }

    private PatternNode ReadChoice()
    {
        if (++_nesting > DeepestNesting)
            throw _cursor.Unknown($"more than {DeepestNesting} groups in each other");
        var choices = new List<PatternNode> { ReadSequence() };
        while (_cursor.TryTake("|"))
            choices.Add(ReadSequence());
        _nesting--;
        return choices.Count == 1 ? choices[0] : new PatternNode.Choice(choices);
    }

    private PatternNode.Sequence ReadSequence()
    {
        var parts = new List<PatternNode>();
        var (before, letter) = ('.', '.');
        while (!_cursor.IsAtEnd && _cursor.Current is not ('|' or ')'))
        {
            (before, letter) = (letter, LowerLetter(_cursor.Current));
            if (_sets.IgnoresCase && Array.IndexOf(FoldedPairs, $"{before}{letter}") >= 0)
                throw _cursor.Unknown($"\"{before}{letter}\" in any case, which is one character in some");
            var part = ReadOne();
            parts.Add(ReadRepetition(part));
        }

        return new PatternNode.Sequence(parts);
    }

    private static char LowerLetter(int codePoint) =>
        codePoint < 128 && char.IsAsciiLetter((char)codePoint) ? (char)(codePoint | 0x20) : '.';

    private PatternNode ReadOne()
    {
        if (_cursor.TryTake("("))
            return ReadGroup();
        if (_cursor.TryTake("["))
            return new PatternNode.One(_sets.ReadClass());
        if (_cursor.TryTake("."))
            return new PatternNode.One(Dot());
        if (_cursor.TryTake("^"))
            return new PatternNode.At(Place.LineStart);
        if (_cursor.TryTake("$"))
            return new PatternNode.At(Place.LineEnd);
        if (_cursor.TryTake("\\"))
            return ReadEscape();
        if (_cursor.Current is '*' or '+' or '?')
            throw _cursor.Unknown("a repetition of nothing");
        return new PatternNode.One(_sets.ReadCharacter());
    }

    private CharacterSet Dot() =>
        _dotMatchesAll ? new CharacterSet().Negate().Freeze() : new CharacterSet().Add('\n', '\n').Negate().Freeze();

    private PatternNode ReadGroup()
    {
        var (ignoresCase, dotMatchesAll) = (_sets.IgnoresCase, _dotMatchesAll);
        Func<PatternNode, PatternNode> wrap = node => node;
        if (_cursor.TryTake("?"))
            wrap = ReadGroupKind();
        var group = wrap(ReadChoice());
        if (!_cursor.TryTake(")"))
            throw _cursor.Unknown("an unmatched (");
        (_sets.IgnoresCase, _dotMatchesAll) = (ignoresCase, dotMatchesAll);
        return group;
    }

    private Func<PatternNode, PatternNode> ReadGroupKind()
    {
        var negated = _cursor.TryTake("<!");
        if (negated || _cursor.TryTake("<="))
        {
            return node => Single(node) is { } set
                ? new PatternNode.Behind(set, negated)
                : throw _cursor.Unknown("a look behind at more than one character");
        }

        if (_cursor.TryTake("="))
            return node => new PatternNode.Ahead(node, Negated: false);
        if (_cursor.TryTake("!"))
            return node => new PatternNode.Ahead(node, Negated: true);
        if (_cursor.TryTake(">"))
            return node => new PatternNode.Atomic(node);
        while (!_cursor.TryTake(":"))
        {
            if (_cursor.TryTake("i"))
                _sets.IgnoresCase = true;
            else if (_cursor.TryTake("m"))
                _dotMatchesAll = true;
            else
                throw _cursor.Unknown("a group of this kind");
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
                throw _cursor.Unknown("a repetition of what may be empty");
            part = new PatternNode.Repeat(part, least, most, greed);
        }

        return part;
    }

    private Greed ReadGreed()
    {
        if (_cursor.TryTake("?"))
            return Greed.Lazy;
        return _cursor.TryTake("+") ? Greed.Possessive : Greed.Greedy;
    }

    private Greed ReadIntervalGreed() => _cursor.Current is '?' or '+'
        ? throw _cursor.Unknown("a repetition with ? or + behind it")
        : Greed.Greedy;

    private bool TryReadCount(out int least, out int most, out bool isInterval)
    {
        (least, most, isInterval) = _cursor.Current switch
        {
            '*' => (0, int.MaxValue, false),
            '+' => (1, int.MaxValue, false),
            '?' => (0, 1, false),
            '{' => (0, 0, true),
            _ => (-1, 0, false),
        };
        if (least < 0)
            return false;
        _cursor.Take();
        if (isInterval)
            ReadInterval(out least, out most);
        return true;
    }

    private void ReadInterval(out int least, out int most)
    {
        least = _cursor.ReadNumber(MostRepetitions);
        most = _cursor.TryTake(",") ? _cursor.ReadNumber(MostRepetitions) : least;
        if (most < 0)
            most = int.MaxValue;
        if (!_cursor.TryTake("}") || (least < 0 && most == int.MaxValue) || Math.Max(least, 0) > most || most == 0)
            throw _cursor.Unknown("a { that begins no repetition");
        least = Math.Max(least, 0);
        if (least > MostRepetitions || (most > MostRepetitions && most < int.MaxValue))
            throw _cursor.Unknown($"more than {MostRepetitions} repetitions");
    }

    private PatternNode ReadEscape()
    {
        if (_cursor.TryTake("A"))
            return new PatternNode.At(Place.TextStart);
        if (_cursor.TryTake("z"))
            return new PatternNode.At(Place.TextEnd);
        return new PatternNode.One(_sets.ReadEscape());
    }
}
