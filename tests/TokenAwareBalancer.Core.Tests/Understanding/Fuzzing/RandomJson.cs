using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Understanding.Fuzzing;

/// <summary>Spells the same JSON in the many ways that JSON allows.</summary>
internal sealed class RandomJson(Random random)
{
    /// <summary>A string, each character of which may be escaped, in any of the ways.</summary>
    public string Spell(string text)
    {
        var spelled = new StringBuilder("\"");
        var escapes = random.Next(4);
        foreach (var rune in text.EnumerateRunes())
        {
            if (MustBeEscaped(rune) || random.Next(8) < escapes)
                spelled.Append(Escape(rune));
            else
                spelled.Append(rune);
        }

        return spelled.Append('"').ToString();
    }

    /// <summary>Half of a surrogate pair, which is U+FFFD to those who read it.</summary>
    public string SpellLoneSurrogate() =>
        Hex(random.Next(2) == 0 ? random.Next(0xD800, 0xDC00) : random.Next(0xDC00, 0xE000));

    public string Object(IEnumerable<(string Name, string Json)> fields) =>
        $"{{{Blank()}{string.Join(",", Shuffle(fields).Select(Field))}{Blank()}}}";

    public string Array(IEnumerable<string> items) =>
        $"[{Blank()}{string.Join(",", items.Select(item => Blank() + item + Blank()))}]";

    private string Field((string Name, string Json) field) =>
        $"{Blank()}{(random.Next(10) == 0 ? Spell(field.Name) : $"\"{field.Name}\"")}{Blank()}:{Blank()}{field.Json}{Blank()}";

    private string Blank() => random.Next(6) == 0 ? " \t\r\n"[random.Next(4)].ToString() : "";

    private (string Name, string Json)[] Shuffle(IEnumerable<(string Name, string Json)> fields)
    {
        var shuffled = fields.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static bool MustBeEscaped(Rune rune) => rune.Value is < ' ' or '"' or '\\';

    private string Escape(Rune rune)
    {
        var at = "\b\f\n\r\t\"\\/".IndexOf((char)rune.Value, StringComparison.Ordinal);
        return rune.IsBmp && at >= 0 && random.Next(2) == 0
            ? "\\" + "bfnrt\"\\/"[at]
            : string.Concat(rune.ToString().Select(unit => Hex(unit)));
    }

    private string Hex(int unit) => "\\u" + unit.ToString(random.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture);
}
