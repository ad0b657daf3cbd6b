using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Tokenizing.Reference;

/// <summary>Makes a function of <c>pre_tokenizer</c>: pieces in, smaller pieces out.</summary>
internal static class ReferencePreTokenizer
{
    public static Func<IEnumerable<string>, IEnumerable<string>> Read(JsonElement component)
    {
        switch (component.GetProperty("type").GetString())
        {
            case "Sequence":
                var all = component.GetProperty("pretokenizers").EnumerateArray().Select(Read).ToList();
                return pieces => all.Aggregate(pieces, static (current, next) => next(current).ToList());
            case "ByteLevel":
                return pieces => ByteLevel(pieces, component);
            case "Split":
                return Split(MatchesOf(component.GetProperty("pattern")), BehaviorOf(component),
                    component.GetProperty("invert").GetBoolean());
            case "Digits":
                var isIndividual = component.GetProperty("individual_digits").GetBoolean();
                return Split(Each(@"\p{N}"), isIndividual ? "Isolated" : "Contiguous", isInverted: false);
            case "Punctuation":
                // ASCII's symbols are punctuation to it, others' are not.
                return Split(Each(@"[!-/:-@\[-`{-~\p{P}]"), BehaviorOf(component), isInverted: false);
            case "Whitespace":
                return Split(DotNet(@"[\p{L}\p{M}\p{Nd}\p{Pc}]+|[^\s\p{L}\p{M}\p{Nd}\p{Pc}]+"), "Removed", isInverted: true);
            case "WhitespaceSplit":
                return Split(Each(@"\s"), "Removed", isInverted: false);
            default:
                throw new FormatException("A pre-tokenizer that the reference does not have.");
        }
    }

    private static IEnumerable<string> ByteLevel(IEnumerable<string> pieces, JsonElement component)
    {
        if (component.GetProperty("add_prefix_space").GetBoolean())
            pieces = pieces.Select(static piece => piece.StartsWith(' ') ? piece : " " + piece);
        return component.GetProperty("use_regex").GetBoolean()
            ? Split(Published(ReferencePattern.Gpt2), "Isolated", isInverted: false)(pieces)
            : pieces;
    }

    private static string BehaviorOf(JsonElement component) => component.GetProperty("behavior").GetString()!;

    private static Func<string, IEnumerable<(int Start, int End)>> MatchesOf(JsonElement pattern) =>
        pattern.TryGetProperty("String", out var literal)
            ? DotNet(Regex.Escape(literal.GetString()!))
            : Published(pattern.GetProperty("Regex").GetString()!);

    private static Func<string, IEnumerable<(int Start, int End)>> Each(string characterClass) => DotNet(characterClass);

    private static Func<string, IEnumerable<(int Start, int End)>> DotNet(string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant);
        return text => regex.Matches(text).Select(static match => (match.Index, match.Index + match.Length));
    }

    private static Func<string, IEnumerable<(int Start, int End)>> Published(string pattern)
    {
        var reference = new ReferencePattern(pattern);
        return text =>
        {
            var runes = text.EnumerateRunes().ToList();
            int[] places = [0, .. runes.Select(static rune => rune.Utf16SequenceLength)];
            for (var i = 1; i < places.Length; i++)
                places[i] += places[i - 1];
            return reference.Matches([.. runes.Select(static rune => rune.Value)])
                .Select(match => (places[match.Start], places[match.End]));
        };
    }

    private static Func<IEnumerable<string>, IEnumerable<string>> Split(
        Func<string, IEnumerable<(int Start, int End)>> matches, string behavior, bool isInverted) =>
        pieces => pieces.SelectMany(piece => Split(piece, matches(piece), behavior, isInverted))
            .Where(static piece => piece.Length > 0);

    private static IEnumerable<string> Split(
        string text, IEnumerable<(int Start, int End)> matches, string behavior, bool isInverted)
    {
        var parts = Cover(text, matches).Select(part => (part.Start, part.End, IsMatch: part.IsMatch != isInverted));
        var ranges = behavior switch
        {
            "Removed" => parts.Where(static part => !part.IsMatch).Select(static part => (part.Start, part.End)).ToList(),
            "Isolated" => parts.Select(static part => (part.Start, part.End)).ToList(),
            "Contiguous" => Join(parts, static (isMatch, wasMatch) => isMatch == wasMatch),
            "MergedWithPrevious" => Join(parts, static (isMatch, wasMatch) => isMatch && !wasMatch),
            "MergedWithNext" => Join(parts.Reverse(), static (isMatch, wasMatch) => isMatch && !wasMatch).AsEnumerable().Reverse().ToList(),
            _ => throw new FormatException("A behavior that the reference does not have."),
        };
        return ranges.Select(range => text[range.Start..range.End]);
    }

    /// <summary>Matches and what lies between them.</summary>
    private static IEnumerable<(int Start, int End, bool IsMatch)> Cover(
        string text, IEnumerable<(int Start, int End)> matches)
    {
        var at = 0;
        foreach (var (start, end) in matches)
        {
            if (start > at)
                yield return (at, start, false);
            yield return (start, end, true);
            at = end;
        }

        if (at < text.Length)
            yield return (at, text.Length, false);
    }

    /// <summary>Adds a part to the one before it where that is asked for; the first has none before it.</summary>
    private static List<(int Start, int End)> Join(
        IEnumerable<(int Start, int End, bool IsMatch)> parts, Func<bool, bool, bool> joins)
    {
        var joined = new List<(int Start, int End)>();
        var wasMatch = false;
        foreach (var (start, end, isMatch) in parts)
        {
            if (joined.Count > 0 && joins(isMatch, wasMatch))
                joined[^1] = (Math.Min(joined[^1].Start, start), Math.Max(joined[^1].End, end));
            else
                joined.Add((start, end));
            wasMatch = isMatch;
        }

        return joined;
    }
}
