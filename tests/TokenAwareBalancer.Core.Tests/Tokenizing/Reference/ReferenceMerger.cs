using System.Text;

namespace TokenAwareBalancer.Tokenizing.Reference;

/// <summary>Byte-pair encoding as it is defined: looks for the best pair anew after each merge.</summary>
internal sealed class ReferenceMerger
{
    private readonly Dictionary<string, int> _ids;
    private readonly Func<string, string, int?> _rankOf;
    private readonly bool _takesWholePieces;

    /// <param name="ids">Tokens, a character for each byte, with their ids.</param>
    /// <param name="rankOf">The rank of merging two tokens; null if they do not merge.</param>
    /// <param name="takesWholePieces">A piece that is a token is that, whatever its merges make of it.</param>
    public ReferenceMerger(
        Dictionary<string, int> ids, Func<string, string, int?> rankOf, bool takesWholePieces)
    {
        _ids = ids;
        _rankOf = rankOf;
        _takesWholePieces = takesWholePieces;
    }

    /// <summary>By the rank of what a merge makes, as tiktoken has it.</summary>
    public static ReferenceMerger OfRanks(Dictionary<string, int> ranks) => new(
        ranks, (left, right) => ranks.TryGetValue(left + right, out var rank) ? rank : null, takesWholePieces: true);

    /// <summary>A string with a character for each byte.</summary>
    public static string Spell(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public IEnumerable<int> Encode(string piece)
    {
        if (_takesWholePieces && _ids.TryGetValue(piece, out var whole))
            return [whole];
        var parts = piece.Select(static value => value.ToString()).ToList();
        while (FindBest(parts) is { } at)
        {
            parts[at] += parts[at + 1];
            parts.RemoveAt(at + 1);
        }

        return parts.Select(part => _ids[part]);
    }

    private int? FindBest(List<string> parts)
    {
        int? best = null;
        var bestRank = int.MaxValue;
        for (var at = 0; at + 1 < parts.Count; at++)
        {
            if (_rankOf(parts[at], parts[at + 1]) is not { } rank || rank >= bestRank)
                continue;
            best = at;
            bestRank = rank;
        }

        return best;
    }
}
