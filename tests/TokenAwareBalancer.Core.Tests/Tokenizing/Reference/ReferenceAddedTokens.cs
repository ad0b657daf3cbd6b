using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Tokenizing.Reference;

/// <summary>
/// Cuts out <c>added_tokens</c>: those that are not normalized from the text as it is, the others from what the
/// normalizer makes of the rest. The first place counts, and there the longest token.
/// </summary>
internal sealed partial class ReferenceAddedTokens
{
    private readonly List<Token> _tokens = [];

    public ReferenceAddedTokens(JsonElement tokens, Func<string, string> normalize)
    {
        foreach (var token in tokens.EnumerateArray())
        {
            var isNormalized = Is(token, "normalized");
            var content = token.GetProperty("content").GetString()!;
            _tokens.Add(new Token(
                isNormalized ? normalize(content) : content, token.GetProperty("id").GetInt32(), isNormalized,
                Is(token, "single_word"), Is(token, "lstrip"), Is(token, "rstrip")));
        }
    }

    /// <summary>The parts of a text: tokens with their ids, and normalized texts without.</summary>
    public IEnumerable<(string Text, int? Id)> Split(string text, Func<string, string> normalize) =>
        from part in Cut(text, isNormalized: false)
        from inner in part.Id is null ? Cut(normalize(part.Text), isNormalized: true) : [part]
        select inner;

    private IEnumerable<(string Text, int? Id)> Cut(string text, bool isNormalized)
    {
        var done = 0;
        for (var at = 0; at < text.Length;)
        {
            if (Longest(text, at, isNormalized) is not { } token)
            {
                at++;
                continue;
            }

            var (start, end) = (at, at + token.Content.Length);
            at = end;
            if (token.IsSingleWord && (EndsWord().IsMatch(text[..start]) || BeginsWord().IsMatch(text[end..])))
                continue;
            if (token.TakesSpaceBefore)
                start = Math.Max(done, text[..start].TrimEnd().Length);
            if (token.TakesSpaceAfter)
                end = text.Length - text[end..].TrimStart().Length;
            if (start > done)
                yield return (text[done..start], null);
            // What is found in the white space that the one before took begins where that one ended, maybe behind its end.
            yield return (start < end ? text[start..end] : "", token.Id);
            done = end;
        }

        if (done < text.Length)
            yield return (text[done..], null);
    }

    private Token? Longest(string text, int at, bool isNormalized) => _tokens
        .Where(token => token.IsNormalized == isNormalized && token.Content.Length > 0
            && string.CompareOrdinal(text, at, token.Content, 0, token.Content.Length) == 0)
        .MaxBy(static token => token.Content.Length);

    private static bool Is(JsonElement token, string name) => token.GetProperty(name).GetBoolean();

    [GeneratedRegex(@"[\p{L}\p{M}\p{Nd}\p{Pc}]\z", RegexOptions.CultureInvariant)]
    private static partial Regex EndsWord();

    [GeneratedRegex(@"\A[\p{L}\p{M}\p{Nd}\p{Pc}]", RegexOptions.CultureInvariant)]
    private static partial Regex BeginsWord();

    private sealed record Token(
        string Content, int Id, bool IsNormalized, bool IsSingleWord, bool TakesSpaceBefore, bool TakesSpaceAfter);
}
