using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>The tokenizer of gpt-oss: o200k, with the marks of its chat format as tokens.</summary>
/// <remarks>
/// Unlike the other built-in ones it takes a text that holds such a mark for the mark, as the engines do that serve
/// these models from their <c>tokenizer.json</c>. Source of the marks: <c>tiktoken_ext/openai_public.py</c> of
/// openai/tiktoken.
/// </remarks>
internal sealed class HarmonyTokenizer : ITokenEncoder
{
    private const int FirstReserved = 200_013;
    private const int EndOfReserved = 201_088;

    private readonly ITokenEncoder _text;
    private readonly Dictionary<int, byte[]> _marks;
    private readonly AddedTokenStage _stage;

    public HarmonyTokenizer(ITokenEncoder text)
    {
        _text = text;
        var marks = Marks().ToArray();
        _marks = marks.ToDictionary(mark => mark.Id, mark => mark.Content);
        // Two names have one id, that of the mark that was there before the range was reserved.
        var other = new AddedToken("<|endofprompt|>"u8.ToArray(), 200_018);
        _stage = new AddedTokenStage(new AddedTokenFinder([.. marks, other]), new PlainText(text));
    }

    public string Name => "o200k_harmony";

    public int CountTokens(ReadOnlySpan<byte> utf8Text) => _stage.CountTokens(utf8Text, ids: null);

    public void Encode(ReadOnlySpan<byte> utf8Text, List<int> ids) => _stage.CountTokens(utf8Text, ids);

    public ReadOnlySpan<byte> BytesOf(int id) => _marks.TryGetValue(id, out var mark) ? mark : _text.BytesOf(id);

    private static IEnumerable<AddedToken> Marks()
    {
        (string Name, int Id)[] named =
        [
            ("startoftext", 199_998), ("endoftext", 199_999), ("reserved_200000", 200_000),
            ("reserved_200001", 200_001), ("return", 200_002), ("constrain", 200_003), ("reserved_200004", 200_004),
            ("channel", 200_005), ("start", 200_006), ("end", 200_007), ("message", 200_008),
            ("reserved_200009", 200_009), ("reserved_200010", 200_010), ("reserved_200011", 200_011),
            ("call", 200_012),
        ];
        var reserved = Enumerable.Range(FirstReserved, EndOfReserved - FirstReserved)
            .Select(id => (Name: $"reserved_{id}", Id: id));
        return named.Concat(reserved)
            .Select(mark => new AddedToken(Encoding.UTF8.GetBytes($"<|{mark.Name}|>"), mark.Id));
    }

    /// <summary>The text between marks.</summary>
    private sealed class PlainText(ITokenEncoder text) : TextStage
    {
        public override int CountTokens(ReadOnlySpan<byte> part, List<int>? ids)
        {
            if (ids is null)
                return text.CountTokens(part);
            var before = ids.Count;
            text.Encode(part, ids);
            return ids.Count - before;
        }
    }
}
