using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>Reads what stands for one character of a set: classes, escapes, the character itself.</summary>
internal sealed class PatternSetReader(PatternCursor cursor)
{
    /// <summary>Whether letters stand for both cases of them.</summary>
    public bool IgnoresCase { get; set; }

    /// <summary>Reads a character that stands for itself.</summary>
    public CharacterSet ReadCharacter() =>
        Complete(new CharacterSet().Add(cursor.Current, cursor.Take()), isNegated: false);

    /// <summary>Reads an escape, behind its backslash.</summary>
    public CharacterSet ReadEscape()
    {
        var set = new CharacterSet();
        ReadEscapeInto(set);
        return Complete(set, isNegated: false);
    }

    /// <summary>Reads a class, behind its bracket.</summary>
    public CharacterSet ReadClass()
    {
        var set = new CharacterSet();
        var isNegated = cursor.TryTake("^");
        if (cursor.Current == ']')
            throw cursor.Unknown("an empty class");
        while (!cursor.TryTake("]"))
        {
            if (cursor.IsAtEnd)
                throw cursor.Unknown("an unmatched [");
            if (cursor.Current == '[' || (cursor.Current == '&' && cursor.Next == '&'))
                throw cursor.Unknown("a class within a class");
            ReadClassItem(set);
        }

        return Complete(set, isNegated);
    }

    private void ReadClassItem(CharacterSet set)
    {
        var first = ReadClassCharacter(set);
        if (first < 0 || cursor.Current != '-' || cursor.Next is -1 or ']')
        {
            if (first >= 0)
                set.Add(first, first);
            return;
        }

        cursor.Take();
        var last = ReadClassCharacter(new CharacterSet());
        if (last < first)
            throw cursor.Unknown("a range whose end is before its beginning");
        set.Add(first, last);
    }

    /// <summary>One character; -1 for an escape that stands for several, which is added.</summary>
    private int ReadClassCharacter(CharacterSet set) =>
        cursor.TryTake("\\") ? ReadEscapeInto(set, addsCharacter: false) : cursor.Take();

    /// <summary>Adds what an escape stands for; returns its character if it is one.</summary>
    private int ReadEscapeInto(CharacterSet set, bool addsCharacter = true)
    {
        if (cursor.IsAtEnd)
            throw cursor.Unknown("a \\ at the end");
        var escape = cursor.Take();
        var codePoint = escape switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            'e' => 0x1B,
            'x' => cursor.ReadHexadecimal(2),
            'u' => cursor.ReadHexadecimal(4),
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
                throw cursor.Unknown($"\\{new Rune(escape)}");
        }
    }

    private (uint Categories, bool Negated) ReadProperty()
    {
        if (!cursor.TryTake("{"))
            throw cursor.Unknown("\\p without braces");
        var negated = cursor.TryTake("^");
        var name = new StringBuilder();
        while (!cursor.IsAtEnd && cursor.Current != '}')
            name.Append(new Rune(cursor.Take()));
        var categories = CategoriesOf(name.ToString());
        if (categories == 0 || !cursor.TryTake("}"))
        {
            throw cursor.Unknown(
                $"\\p{{{JsonPlace.Shorten(name.ToString())}}}; known are the general categories");
        }

        return (categories, negated);
    }

    /// <summary>A category, or by its letter all of a kind; none for a name that is not known.</summary>
    private static uint CategoriesOf(string name)
    {
        var categories = 0u;
        foreach (var category in Enum.GetValues<GeneralCategory>())
        {
            if (category.ToString() == name || (name.Length == 1 && category.ToString()[0] == name[0]))
                categories |= 1u << (int)category;
        }

        return categories;
    }

    private CharacterSet Complete(CharacterSet set, bool isNegated)
    {
        if (IgnoresCase)
        {
            if (!set.HasOnlyAscii)
                throw cursor.Unknown("letters beyond ASCII in any case");
            set.AddOtherCases();
        }

        return (isNegated ? set.Negate() : set).Freeze();
    }
}
