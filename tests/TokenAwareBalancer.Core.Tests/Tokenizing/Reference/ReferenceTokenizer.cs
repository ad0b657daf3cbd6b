using System.Text;

namespace TokenAwareBalancer.Tokenizing.Reference;

/// <summary>
/// A tokenizer as its authors describe it, without a thought for time: its pattern by a small backtracking engine over
/// code points, its merges by looking through all pairs.
/// </summary>
internal sealed class ReferenceTokenizer
{
    private static readonly Dictionary<string, Lazy<ReferenceTokenizer>> BuiltIn = new()
    {
        ["cl100k_base"] = new(static () => Load("cl100k_base", ReferencePattern.Cl100k)),
        ["o200k_base"] = new(static () => Load("o200k_base", ReferencePattern.O200k)),
    };

    private readonly ReferencePattern[] _patterns;
    private readonly ReferenceMerger _merger;

    /// <param name="patterns">Applied in turn, each to the pieces of the one before and what lies between them.</param>
    /// <param name="merger">Merges the pieces.</param>
    public ReferenceTokenizer(IEnumerable<string> patterns, ReferenceMerger merger)
    {
        _patterns = [.. patterns.Select(static pattern => new ReferencePattern(pattern))];
        _merger = merger;
    }

    /// <summary>One of those whose vocabulary is part of the program.</summary>
    public static ReferenceTokenizer Get(string name) => BuiltIn[name].Value;

    public List<int> Encode(byte[] utf8Text) => Encode(Encoding.UTF8.GetString(utf8Text));

    public List<int> Encode(string text) =>
        [.. Split(text).SelectMany(piece => _merger.Encode(ReferenceMerger.Spell(Encoding.UTF8.GetBytes(piece))))];

    private IEnumerable<string> Split(string text) =>
        _patterns.Aggregate<ReferencePattern, IEnumerable<string>>(
            [text], static (pieces, pattern) => pieces.SelectMany(piece => PiecesOf(piece, pattern)));

    private static IEnumerable<string> PiecesOf(string text, ReferencePattern pattern)
    {
        int[] codePoints = [.. text.EnumerateRunes().Select(static rune => rune.Value)];
        var at = 0;
        foreach (var (start, end) in pattern.Matches(codePoints))
        {
            if (start > at)
                yield return Spell(codePoints, at, start);
            yield return Spell(codePoints, start, end);
            at = end;
        }

        if (at < codePoints.Length)
            yield return Spell(codePoints, at, codePoints.Length);
    }

    private static string Spell(int[] codePoints, int start, int end) =>
        string.Concat(codePoints[start..end].Select(char.ConvertFromUtf32));

    private static ReferenceTokenizer Load(string name, string pattern)
    {
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        var (lengths, bytes) = EmbeddedVocabulary.ReadTokens(name);
        var offset = 0;
        for (var rank = 0; rank < lengths.Length; rank++)
        {
            ranks.Add(ReferenceMerger.Spell(bytes.AsSpan(offset, lengths[rank])), rank);
            offset += lengths[rank];
        }

        return new ReferenceTokenizer([pattern], ReferenceMerger.OfRanks(ranks));
    }
}
