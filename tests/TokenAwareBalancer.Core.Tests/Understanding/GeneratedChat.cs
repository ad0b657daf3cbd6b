using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Understanding;

/// <summary>
/// Makes chat bodies at random, and with each the answer: the texts that must be counted and the format tokens. It
/// shuffles keys, puts doomed duplicates before them, and escapes letters and key names at will.
/// </summary>
internal sealed class GeneratedChat(Random random)
{
    private static readonly string[] Letters = ["a", "é", "日", "😀", " ", "\"", "\\", "\n", "/", "}", "]", ","];

    public Fragment Body() => Object(
        new("model", String("m").Silenced()),
        new("messages", Array(1, 4, Message) + Tokens(3)),
        new("stream", Literal("true")),
        new("metadata", Object(new Property("content", Text()), new Property("messages", Text())).Silenced()));

    private Fragment Message() => Tokens(3) + Object(
        new("role", Text()),
        new("content", Content(depth: 0)),
        new("name", Text() + Tokens(1)),
        new("tool_calls", Array(0, 2, ToolCall)),
        new("tool_call_id", Text().Silenced()));

    private Fragment ToolCall() =>
        Object(new Property("id", Text().Silenced()), new("type", Word("function")), new("function", Function()));

    private Fragment Function() => Object(new Property("name", Text()), new("arguments", Text()));

    private Fragment Content(int depth) => random.Next(3) switch
    {
        0 => Text(),
        1 => depth == 0 ? Literal("null") : Text(),
        _ => Array(0, 3, () => Part(depth)),
    };

    private Fragment Part(int depth) => random.Next(depth < 3 ? 6 : 5) switch
    {
        0 => Text(),
        1 => Object(new Property("type", Word("text")), new("text", Text()), new("name", Text().Silenced())),
        2 => Object(new Property("type", Word("refusal")), new("refusal", Text()), new("text", Text().Silenced())),
        3 => Tokens(765) + Object(new Property("type", Word("image_url")), new("image_url", Text().Silenced())),
        4 => Object(new Property("type", Word("novel")), new("text", Text()), new("content", Content(3).Silenced())),
        _ => Object(
            new Property("type", Word("tool_result")),
            new("content", Content(depth + 1)),
            new("title", Text().Silenced())),
    };

    private Fragment Object(params Property[] properties)
    {
        random.Shuffle(properties);
        List<Fragment> fragments = [];
        foreach (var property in properties)
        {
            // The doomed duplicate may be any earlier value of the same shape: null, or a copy of the real one.
            if (random.Next(4) == 0 && property.Name is not "role" and not "model" and not "type")
                fragments.Insert(random.Next(fragments.Count + 1), Named(property.Name, property.Value.Silenced()));
            fragments.Add(Named(property.Name, property.Value));
        }
        return Join("{", fragments, "}");
    }

    private Fragment Array(int least, int most, Func<Fragment> item) =>
        Join("[", [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => item())], "]");

    private Fragment Named(string name, Fragment value) => value with { Json = Word(name).Json + ":" + value.Json };

    private Fragment Text() => String(string.Concat(random.GetItems(Letters, random.Next(6))));

    private Fragment Word(string word) => String(word).Silenced();

    private Fragment String(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var letter in text)
        {
            if (letter is '"' or '\\' or '\n' || char.IsSurrogate(letter) || random.Next(5) == 0)
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else
                json.Append(letter);
        }
        return new Fragment(json.Append('"').ToString(), [text], 0);
    }

    private static Fragment Literal(string json) => new(json, [], 0);

    private static Fragment Tokens(int tokens) => new("", [], tokens);

    private static Fragment Join(string open, IReadOnlyCollection<Fragment> fragments, string close) => new(
        open + string.Join(", ", fragments.Select(fragment => fragment.Json)) + close,
        [.. fragments.SelectMany(fragment => fragment.Texts)],
        fragments.Sum(fragment => fragment.FormatTokens));

    /// <summary>A piece of JSON, and what it adds to the prompt.</summary>
    internal sealed record Fragment(string Json, IReadOnlyList<string> Texts, int FormatTokens)
    {
        public static Fragment operator +(Fragment left, Fragment right) =>
            new(left.Json + right.Json, [.. left.Texts, .. right.Texts], left.FormatTokens + right.FormatTokens);

        /// <summary>The same JSON where it must not count.</summary>
        public Fragment Silenced() => new(Json, [], 0);
    }

    private sealed record Property(string Name, Fragment Value);
}
