using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Discovering.Starting;

/// <summary>What the names of found models tell.</summary>
internal static partial class FoundModels
{
    /// <summary>
    /// The models whose tokenizer is beyond doubt. OpenAI's open models are all encoded by o200k_harmony, which is
    /// o200k_base with further special tokens (openai/harmony). Names of OpenAI's closed models are no evidence: local
    /// engines are often given one, for the sake of programs that ask for nothing else.
    /// </summary>
    public static IEnumerable<(string Model, string Tokenizer)> WithTokenizer(IEnumerable<FoundBackend> backends) =>
        from name in Names(backends)
        where GptOss().IsMatch(name)
        select (name, "o200k_base");

    public static IEnumerable<string> Names(IEnumerable<FoundBackend> backends) =>
        backends.SelectMany(backend => backend.Engine?.Models ?? []).Distinct(StringComparer.Ordinal);

    [GeneratedRegex(@"(^|[/\\])gpt-oss([:-]|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex GptOss();
}
