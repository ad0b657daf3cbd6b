using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>Goes through a regular expression, code point by code point.</summary>
internal sealed class PatternCursor(string pattern)
{
    private readonly int[] _pattern = [.. pattern.EnumerateRunes().Select(rune => rune.Value)];
    private int _index;

    public bool IsAtEnd => _index >= _pattern.Length;

    /// <summary>The code point that it is at; -1 at the end.</summary>
    public int Current => IsAtEnd ? -1 : _pattern[_index];

    /// <summary>The one behind it; -1 if there is none.</summary>
    public int Next => _index + 1 < _pattern.Length ? _pattern[_index + 1] : -1;

    /// <summary>Goes on by one, and returns what was there.</summary>
    public int Take() => _pattern[_index++];

    /// <summary>Goes on behind a text, if it stands here.</summary>
    public bool TryTake(string text)
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

    /// <summary>Reads a number, as far as it takes to see that it is above a limit; -1 if there is none.</summary>
    public int ReadNumber(int limit)
    {
        var number = -1;
        for (; Current is >= '0' and <= '9' && number <= limit; _index++)
            number = (Math.Max(number, 0) * 10) + Current - '0';
        return number;
    }

    /// <summary>Reads a character written as so many hexadecimal digits, or as up to six in braces.</summary>
    public int ReadHexadecimal(int digits)
    {
        var isBraced = TryTake("{");
        var start = _index;
        var most = isBraced ? 6 : digits;
        while (Current is >= 0 and < 128 && char.IsAsciiHexDigit((char)Current) && _index - start < most)
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

    public PatternException Unknown(string what) => new($"has {what} near its character {_index}");
}
