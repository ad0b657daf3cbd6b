using TokenAwareBalancer.Tokenizing.Fuzzing;

namespace TokenAwareBalancer.Understanding.Fuzzing;

/// <summary>A chat request at random, and what its prompt is by the rules of <c>docs/counting.md</c>.</summary>
/// <remarks>The prices are written here once more, from that page: this is to prove what the code has.</remarks>
internal sealed class RandomChat
{
    private const int MessageTokens = 3;
    private const int NameTokens = 1;
    private const int ReplyTokens = 3;
    private const int LowDetailImageTokens = 85;

    private static readonly string[] Roles = ["user", "assistant", "system", "tool", "developer"];

    private readonly Random _random;
    private readonly RandomTexts _texts;
    private readonly RandomJson _json;

    public RandomChat(Random random, RandomTexts texts)
    {
        (_random, _texts, _json) = (random, texts, new RandomJson(random));
        var messages = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Message()).ToList();
        FormatTokens += ReplyTokens;
        Body = _json.Object([("model", "\"m\""), ("messages", _json.Array(messages)), .. Others()]);
    }

    public string Body { get; }

    /// <summary>Every text that the model sees, unescaped.</summary>
    public List<string> Texts { get; } = [];

    public int FormatTokens { get; private set; }

    public bool HasImage { get; private set; }

    private string Message()
    {
        FormatTokens += MessageTokens;
        var fields = new List<(string, string)> { ("role", Text(_texts.Pick(Roles))) };
        if (_random.Next(8) > 0)
            fields.Add(("content", Content()));
        if (_random.Next(6) == 0)
        {
            FormatTokens += NameTokens;
            fields.Add(("name", Text(_texts.Next())));
        }

        if (_random.Next(6) == 0)
            fields.Add(("tool_calls", _json.Array([ToolCall()])));
        if (_random.Next(6) == 0)
            fields.Add(("tool_call_id", _json.Spell(_texts.Next())));
        return _json.Object(fields);
    }

    private string Content() => _random.Next(4) switch
    {
        0 => _json.Array(Enumerable.Range(0, _random.Next(4)).Select(_ => Part()).ToList()),
        1 => TextWithLoneSurrogate(),
        _ => Text(_texts.Next()),
    };

    private string Part()
    {
        switch (_random.Next(4))
        {
            case 0:
                return Text(_texts.Next());
            case 1:
                HasImage = true;
                FormatTokens += LowDetailImageTokens;
                return _json.Object(
                [
                    ("type", "\"image_url\""),
                    ("image_url", _json.Object([("url", _json.Spell(_texts.Next())), ("detail", "\"low\"")])),
                ]);
            default:
                return _json.Object([("type", "\"text\""), ("text", Text(_texts.Next()))]);
        }
    }

    private string ToolCall() => _json.Object(
    [
        ("id", _json.Spell(_texts.Next())),
        ("type", "\"function\""),
        ("function", _json.Object([("name", Text(_texts.Next())), ("arguments", Text(_texts.Next()))])),
    ]);

    private IEnumerable<(string Name, string Json)> Others()
    {
        if (_random.Next(3) == 0)
            yield return ("stream", "true");
        if (_random.Next(3) == 0)
            yield return ("metadata", _json.Object([("a", _json.Spell(_texts.Next())), ("b", _json.Array(["1", "null"]))]));
        if (_random.Next(6) > 0)
            yield break;
        // Printed into the prompt as it is sent.
        var tools = _json.Array([_json.Object([("type", "\"function\""), ("name", _json.Spell(_texts.Next()))])]);
        Texts.Add(tools);
        yield return ("tools", tools);
    }

    private string Text(string text)
    {
        // Lone surrogates have no UTF-8: the texts have none, but parts of tokens may be U+FFFD.
        Texts.Add(text);
        return _json.Spell(text);
    }

    private string TextWithLoneSurrogate()
    {
        // With a space to either side, so that it does not become half of a pair.
        var (before, after) = (_texts.Next() + " ", " " + _texts.Next());
        Texts.Add($"{before}\uFFFD{after}");
        return $"{_json.Spell(before)[..^1]}{_json.SpellLoneSurrogate()}{_json.Spell(after)[1..]}";
    }
}
