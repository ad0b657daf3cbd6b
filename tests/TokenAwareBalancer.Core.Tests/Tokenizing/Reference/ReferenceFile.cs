using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Tokenizing.Reference;

/// <summary>
/// A <c>tokenizer.json</c> with a byte-level BPE, read and applied as Hugging Face's <c>tokenizers</c> does: step by
/// step, on strings.
/// </summary>
internal sealed class ReferenceFile
{
    private readonly Func<string, string> _normalize;
    private readonly Func<IEnumerable<string>, IEnumerable<string>> _split;
    private readonly ReferenceAddedTokens _added;
    private readonly ReferenceMerger _merger;

    public ReferenceFile(string json)
    {
        var root = JsonSerializer.Deserialize<JsonElement>(json);
        _normalize = ReferenceNormalizer.Read(root.GetProperty("normalizer"));
        _split = ReferencePreTokenizer.Read(root.GetProperty("pre_tokenizer"));
        _added = new ReferenceAddedTokens(root.GetProperty("added_tokens"), _normalize);
        _merger = ReadMerger(root.GetProperty("model"));
    }

    public List<int> Encode(string text) => [.. _added.Split(text, _normalize).SelectMany(EncodePart)];

    private IEnumerable<int> EncodePart((string Text, int? Id) part) => part.Id is { } id
        ? [id]
        : _split([part.Text]).SelectMany(piece => _merger.Encode(ByteAlphabet.Spell(Encoding.UTF8.GetBytes(piece))));

    private static ReferenceMerger ReadMerger(JsonElement model)
    {
        var ids = model.GetProperty("vocab").EnumerateObject()
            .ToDictionary(static token => token.Name, static token => token.Value.GetInt32(), StringComparer.Ordinal);
        var ranks = new Dictionary<(string, string), int>();
        // A pair that is listed twice has its last rank.
        foreach (var (rank, pair) in model.GetProperty("merges").EnumerateArray().Index())
            ranks[Pair(pair)] = rank;
        return new ReferenceMerger(
            ids,
            (left, right) => ranks.TryGetValue((left, right), out var rank) ? rank : null,
            model.TryGetProperty("ignore_merges", out var ignores) && ignores.ValueKind == JsonValueKind.True);
    }

    private static (string Left, string Right) Pair(JsonElement pair)
    {
        if (pair.ValueKind == JsonValueKind.Array)
            return (pair[0].GetString()!, pair[1].GetString()!);
        var both = pair.GetString()!.Split(' ');
        return (both[0], both[1]);
    }
}
