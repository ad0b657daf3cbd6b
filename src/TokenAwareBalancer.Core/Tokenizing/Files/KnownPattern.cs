using System.Diagnostics.CodeAnalysis;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>A pattern that models are published with, and its splitter: each leaves nothing of a text out.</summary>
/// <param name="Finder">Finds its pieces, for use with other pre-tokenizers.</param>
/// <param name="CreateSplit">Makes the stage that cuts by it and merges.</param>
internal sealed record KnownPattern(PieceFinder Finder, Func<TokenTables, TextStage> CreateSplit)
{
    private const string Cl100kRest = @" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string O200kRest = @" ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string Cl100kWord = @"|[^\r\n\p{L}\p{N}]?\p{L}+|";
    private const string O200kFirst = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+";
    private const string O200kSecond = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*";

    private static readonly Dictionary<string, KnownPattern> ByText = new(StringComparer.Ordinal)
    {
        // GPT-2's, also where a file spells it out.
        [@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"] = Create<Gpt2Splitter>(),
        [@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"] = Create<Gpt2Splitter>(),
        // Llama 3, Phi-4.
        [Contraction + Cl100kWord + @"\p{N}{1,3}|" + Cl100kRest] = Create<Cl100kSplitter>(),
        // Qwen.
        [Contraction + Cl100kWord + @"\p{N}|" + Cl100kRest] = Create<OneDigitSplitter<Cl100kSplitter>>(),
        // gpt-oss.
        [$"{O200kFirst}{Contraction}?|{O200kSecond}{Contraction}?|" + @"\p{N}{1,3}|" + O200kRest] =
            Create<O200kSplitter>(),
        // Mistral's tekken.
        [$"{O200kFirst}|{O200kSecond}|" + @"\p{N}|" + O200kRest] = Create<TekkenSplitter>(),
    };

    public static KnownPattern Gpt2 { get; } = Create<Gpt2Splitter>();

    public static bool TryGet(string pattern, [NotNullWhen(true)] out KnownPattern? known) =>
        ByText.TryGetValue(pattern, out known);

    public static KnownPattern Create<TSplitter>()
        where TSplitter : struct, IPieceSplitter =>
        new(new KnownFinder<TSplitter>(), tables => new KnownSplit<TSplitter>(tables));
}
