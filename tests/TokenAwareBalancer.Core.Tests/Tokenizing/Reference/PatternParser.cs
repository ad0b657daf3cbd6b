using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Tokenizing.Reference;

/// <summary>Reads a published pattern: as much of regular expressions as tokenizers use.</summary>
internal sealed class PatternParser
{
    private readonly int[] _pattern;
    private int _at;
    private bool _ignoresCase;

    private PatternParser(string pattern) => _pattern = [.. pattern.EnumerateRunes().Select(static rune => rune.Value)];

    public static PatternNode Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var node = parser.ReadAlternatives();
        return parser._at == parser._pattern.Length ? node : throw parser.Unexpected();
    }

    private AlternativesNode ReadAlternatives()
    {
        List<PatternNode> options = [ReadSequence()];
        while (Takes('|'))
            options.Add(ReadSequence());
        return new AlternativesNode(options);
    }

    private SequenceNode ReadSequence()
    {
        var parts = new List<PatternNode>();
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
            parts.Add(ReadRepeat(ReadPart()));
        return new SequenceNode(parts);
    }

    private PatternNode ReadRepeat(PatternNode part)
    {
        var (least, most) = (-1, 0);
        if (Takes('?'))
            (least, most) = (0, 1);
        else if (Takes('*'))
            (least, most) = (0, int.MaxValue);
        else if (Takes('+'))
            (least, most) = (1, int.MaxValue);
        else if (Takes('{'))
            (least, most) = ReadBounds();
        return least < 0 ? part : new RepeatNode(part, least, most, IsPossessive: Takes('+'));
    }

    private (int Least, int Most) ReadBounds()
    {
        var least = ReadNumber() ?? 0;
        var most = Takes(',') ? ReadNumber() ?? int.MaxValue : least;
        Require('}');
        return (least, most);
    }

    private int? ReadNumber()
    {
        var digits = new StringBuilder();
        while (_at < _pattern.Length && _pattern[_at] is >= '0' and <= '9')
            digits.Append((char)_pattern[_at++]);
        return digits.Length == 0 ? null : int.Parse(digits.ToString(), CultureInfo.InvariantCulture);
    }

    private PatternNode ReadPart()
    {
        if (Takes('('))
            return ReadGroup();
        if (Takes('['))
            return new CharacterNode(ReadClass());
        if (Takes('$'))
            return new EndNode();
        if (Takes('.'))
            return new CharacterNode(static c => c != '\n');
        return new CharacterNode(Takes('\\') ? ReadEscape() : Literal(_pattern[_at++]));
    }

    private PatternNode ReadGroup()
    {
        var outer = _ignoresCase;
        Func<PatternNode, PatternNode> wrap = static node => node;
        if (Takes('?'))
        {
            if (Takes('i'))
                _ignoresCase = true;
            if (Takes('!'))
                wrap = static node => new LookaheadNode(node, IsNegative: true);
            else if (Takes('='))
                wrap = static node => new LookaheadNode(node, IsNegative: false);
            else
                Require(':');
        }

        var inner = ReadAlternatives();
        Require(')');
        _ignoresCase = outer;
        return wrap(inner);
    }

    private Func<int, bool> ReadClass()
    {
        var isNegative = Takes('^');
        var kinds = new List<Func<int, bool>>();
        while (!Takes(']'))
            kinds.Add(ReadClassItem());
        return c => kinds.Exists(kind => kind(c)) != isNegative;
    }

    private Func<int, bool> ReadClassItem()
    {
        if (Takes('\\'))
            return ReadEscape();
        var first = _pattern[_at++];
        if (_at + 1 >= _pattern.Length || _pattern[_at] != '-' || _pattern[_at + 1] == ']')
            return Literal(first);
        _at++;
        var last = _pattern[_at++];
        return c => first <= c && c <= last;
    }

    private Func<int, bool> ReadEscape()
    {
        var escaped = _pattern[_at++];
        return escaped switch
        {
            's' => UnicodeClasses.IsWhiteSpace,
            'S' => static c => !UnicodeClasses.IsWhiteSpace(c),
            'p' => ReadProperty(isNegative: false),
            'P' => ReadProperty(isNegative: true),
            'r' => Literal('\r'),
            'n' => Literal('\n'),
            't' => Literal('\t'),
            >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' => throw Unexpected(),
            _ => Literal(escaped),
        };
    }

    private Func<int, bool> ReadProperty(bool isNegative)
    {
        var name = new StringBuilder();
        Require('{');
        while (!Takes('}'))
            name.Append((char)_pattern[_at++]);
        var property = name.ToString();
        return c => UnicodeClasses.Has(c, property) != isNegative;
    }

    private Func<int, bool> Literal(int character) => _ignoresCase
        ? c => Fold(c) == Fold(character)
        : c => c == character;

    /// <summary>Case folding for ASCII, and the one other letter that folds to a letter of a contraction.</summary>
    private static int Fold(int character) => character switch
    {
        >= 'A' and <= 'Z' => character + 32,
        0x17F => 's',
        _ => character,
    };

    private bool Takes(char expected)
    {
        if (_at >= _pattern.Length || _pattern[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private void Require(char expected)
    {
        if (!Takes(expected))
            throw Unexpected();
    }

    private FormatException Unexpected() => new($"The pattern has at {_at} what is not read here.");
}
