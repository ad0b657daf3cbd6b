using System.Text;
using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Tokenizing.Fuzzing;

/// <summary>A <c>tokenizer.json</c> at random: of every component that is known, with a vocabulary of its own.</summary>
internal sealed class RandomTokenizerFile
{
    private const string Alphabet = "aabbcde  AB1'\n.é的ſ\u0301";

    private static readonly string[] Patterns =
    [
        @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        @"\s+",
        @"[ab]+|\n",
        @"\p{L}{2,3}",
        @"[^\s\p{P}]+",
        @"(?=a)ab?|b{1,2}|(?i:A )",
        @" ?(?:a|ab)+c?",
    ];

    private static readonly string[] Behaviors =
        ["Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"];

    private static readonly string[] Normalizers =
        ["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Prepend", "Strip", "Replace", "Replace"];

    private static readonly string[] PreTokenizers =
        ["Split", "Split", "Digits", "Punctuation", "Whitespace", "WhitespaceSplit"];

    private readonly Random _random;

    // Tokens, each as the letters of the bytes' alphabet, in the order of their ids.
    private readonly List<string> _tokens = [.. Enumerable.Range(0, 256).Select(static value => Spell([(byte)value]))];
    private readonly HashSet<string> _known;
    private readonly List<(string Left, string Right)> _merges = [];
    private readonly List<string> _added = [];

    public RandomTokenizerFile(Random random)
    {
        _random = random;
        _known = [.. _tokens];
        IsHostile = random.Next(4) == 0;
        Learn();
        Json = Write().ToJsonString();
    }

    public string Json { get; }

    /// <summary>Its merges are in no order that training makes: such a file may be refused.</summary>
    public bool IsHostile { get; }

    /// <summary>A text of what the file has tokens for, in good part.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        for (var parts = _random.Next(1, 40); parts > 0; parts--)
        {
            var isAdded = _added.Count > 0 && _random.Next(8) == 0;
            text.Append(isAdded ? Pick(_added) : Pick(Alphabet).ToString());
        }

        return text.ToString();
    }

    /// <summary>Joins tokens that there are, as training does; all pairs that make one, if it is converted.</summary>
    private void Learn()
    {
        string[] units = [.. Encoding.UTF8.GetBytes(Alphabet).Distinct().Select(static value => Spell([value]))];
        var learned = new List<string>(units);
        for (var i = _random.Next(10, 150); i > 0; i--)
        {
            var (left, right) = (Pick(learned), Pick(learned));
            if (left.Length + right.Length > 10 || !_known.Add(left + right))
                continue;
            learned.Add(left + right);
            _tokens.Add(left + right);
            _merges.Add((left, right));
        }

        if (_random.Next(3) == 0)
            ListAllPairs();
        if (IsHostile)
            Disorder();
    }

    // As files converted from ranks have it: every pair that makes a token, by the rank of the token.
    private void ListAllPairs()
    {
        _merges.Clear();
        foreach (var token in _tokens.Skip(256))
        {
            _merges.AddRange(Enumerable.Range(1, token.Length - 1)
                .Select(at => (token[..at], token[at..]))
                .Where(pair => _known.Contains(pair.Item1) && _known.Contains(pair.Item2))
                .OrderBy(pair => _tokens.IndexOf(pair.Item1)).ThenBy(pair => _tokens.IndexOf(pair.Item2)));
        }
    }

    private void Disorder()
    {
        for (var i = _random.Next(1, 20); i > 0 && _merges.Count > 1; i--)
        {
            var (one, other) = (_random.Next(_merges.Count), _random.Next(_merges.Count));
            (_merges[one], _merges[other]) = (_merges[other], _merges[one]);
        }
    }

    private JsonObject Write()
    {
        var ids = Enumerable.Range(0, _tokens.Count).ToArray();
        if (_random.Next(2) == 0)
            _random.Shuffle(ids);
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. AddedTokens(ids)]),
            ["normalizer"] = OneOrMore(Normalizers, "normalizers", Normalizer),
            ["pre_tokenizer"] = PreTokenizer(),
            ["post_processor"] = null,
            ["decoder"] = new JsonObject
            {
                ["type"] = "ByteLevel",
                ["add_prefix_space"] = true,
                ["trim_offsets"] = true,
                ["use_regex"] = true,
            },
            ["model"] = Model(ids),
        };
    }

    private JsonObject Model(int[] ids) => new()
    {
        ["type"] = "BPE",
        ["dropout"] = null,
        ["unk_token"] = null,
        ["continuing_subword_prefix"] = null,
        ["end_of_word_suffix"] = null,
        ["fuse_unk"] = false,
        ["byte_fallback"] = false,
        ["ignore_merges"] = _random.Next(2) == 0,
        ["vocab"] = new JsonObject(_tokens.Select((token, i) => KeyValuePair.Create(token, (JsonNode?)ids[i]))),
        ["merges"] = new JsonArray([.. _merges.Select(pair => (JsonNode)new JsonArray(pair.Left, pair.Right))]),
    };

    private IEnumerable<JsonNode> AddedTokens(int[] ids)
    {
        string[] contents = ["<s>", "<|a|>", "ab", " a", "\n\n", "é", "A", "<s>a", "e\u0301"];
        _random.Shuffle(contents);
        var next = _tokens.Count;
        foreach (var content in contents.Take(_random.Next(5)))
        {
            _added.Add(content);
            // The library numbers them so, whatever the file says: an entry of the vocabulary keeps its id.
            var entry = _tokens.IndexOf(content);
            yield return new JsonObject
            {
                ["id"] = entry < 0 ? next++ : ids[entry],
                ["content"] = content,
                ["single_word"] = _random.Next(4) == 0,
                ["lstrip"] = _random.Next(4) == 0,
                ["rstrip"] = _random.Next(4) == 0,
                ["normalized"] = _random.Next(2) == 0,
                ["special"] = _random.Next(2) == 0,
            };
        }
    }

    private JsonObject? OneOrMore(string[] types, string list, Func<string, JsonObject> create) => _random.Next(4) switch
    {
        0 => create(Pick(types)),
        1 => new JsonObject
        {
            ["type"] = "Sequence",
            [list] = new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => create(Pick(types)))]),
        },
        _ => null,
    };

    private JsonObject Normalizer(string type)
    {
        var normalizer = new JsonObject { ["type"] = type };
        if (type == "Prepend")
            normalizer["prepend"] = Pick(["a", "é", " ", "ab"]);
        if (type == "Strip")
            (normalizer["strip_left"], normalizer["strip_right"]) = (_random.Next(2) == 0, _random.Next(2) == 0);
        if (type == "Replace")
        {
            normalizer["pattern"] = new JsonObject { ["String"] = Pick([" ", "a", "ab", "bb", "é"]) };
            normalizer["content"] = Pick(["", "b", "  ", "的", "aa"]);
        }

        return normalizer;
    }

    private JsonNode PreTokenizer()
    {
        var components = Enumerable.Range(0, _random.Next(4)).Select(_ => PreTokenizer(Pick(PreTokenizers)))
            .Append(new JsonObject
            {
                ["type"] = "ByteLevel",
                ["add_prefix_space"] = _random.Next(3) == 0,
                ["trim_offsets"] = true,
                ["use_regex"] = _random.Next(3) == 0,
            })
            .ToArray<JsonNode>();
        return components.Length == 1 && _random.Next(2) == 0
            ? components[0]
            : new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray(components) };
    }

    private JsonObject PreTokenizer(string type)
    {
        var component = new JsonObject { ["type"] = type };
        if (type == "Split")
        {
            component["pattern"] = _random.Next(2) == 0
                ? new JsonObject { ["Regex"] = Pick(Patterns) }
                : new JsonObject { ["String"] = Pick([" ", "a", "ab", "aa", "é", "\n"]) };
            component["behavior"] = Pick(Behaviors);
            component["invert"] = _random.Next(3) == 0;
        }

        if (type == "Digits")
            component["individual_digits"] = _random.Next(2) == 0;
        if (type == "Punctuation")
            component["behavior"] = Pick(Behaviors);
        return component;
    }

    private static string Spell(byte[] bytes) => ByteAlphabet.Spell(bytes);

    private char Pick(string characters) => characters[_random.Next(characters.Length)];

    private T Pick<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];
}
