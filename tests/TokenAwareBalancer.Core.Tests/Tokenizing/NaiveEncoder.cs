using System.Text;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Byte-pair encoding as it is defined, without a thought for time: the reference for the real one.</summary>
internal sealed class NaiveEncoder
{
    private static readonly Dictionary<string, Lazy<NaiveEncoder>> Encoders = new()
    {
        ["cl100k_base"] = new(() => new("cl100k_base", (text, start) => Cl100kSplitter.EndOfPiece(text, start))),
        ["o200k_base"] = new(() => new("o200k_base", (text, start) => O200kSplitter.EndOfPiece(text, start))),
    };

    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);
    private readonly Func<byte[], int, int> _endOfPiece;

    private NaiveEncoder(string name, Func<byte[], int, int> endOfPiece)
    {
        _endOfPiece = endOfPiece;
        var (lengths, bytes) = EmbeddedVocabulary.ReadTokens(name);
        var offset = 0;
        for (var rank = 0; rank < lengths.Length; rank++)
        {
            _ranks.Add(Key(bytes.AsSpan(offset, lengths[rank])), rank);
            offset += lengths[rank];
        }
    }

    public static NaiveEncoder Get(string name) => Encoders[name].Value;

    public List<int> Encode(byte[] text)
    {
        var ids = new List<int>();
        for (var start = 0; start < text.Length;)
        {
            var end = _endOfPiece(text, start);
            ids.AddRange(EncodePiece(text[start..end]));
            start = end;
        }

        return ids;
    }

    private IEnumerable<int> EncodePiece(byte[] piece)
    {
        if (_ranks.TryGetValue(Key(piece), out var whole))
            return [whole];
        var parts = piece.Select(value => Key([value])).ToList();
        while (LowestPair(parts) is { } at)
        {
            parts[at] += parts[at + 1];
            parts.RemoveAt(at + 1);
        }

        return parts.Select(part => _ranks[part]);
    }

    private int? LowestPair(List<string> parts)
    {
        int? lowest = null;
        var lowestRank = int.MaxValue;
        for (var at = 0; at + 1 < parts.Count; at++)
        {
            if (!_ranks.TryGetValue(parts[at] + parts[at + 1], out var rank) || rank >= lowestRank)
                continue;
            lowest = at;
            lowestRank = rank;
        }

        return lowest;
    }

    private static string Key(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
