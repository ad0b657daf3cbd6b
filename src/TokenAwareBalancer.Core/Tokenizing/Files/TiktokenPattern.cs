using System.Diagnostics.CodeAnalysis;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>How texts are cut for a file of ranks, which does not say so itself.</summary>
/// <param name="Name">As it is written before a file's path.</param>
/// <param name="CreateSplit">Makes the stages over the file's tables.</param>
internal sealed record TiktokenPattern(string Name, Func<TokenTables, TextStage> CreateSplit)
{
    private static readonly TiktokenPattern Gpt2 = new("gpt2", tables => new KnownSplit<Gpt2Splitter>(tables));
    private static readonly TiktokenPattern Cl100k =
        new("cl100k_base", tables => new KnownSplit<Cl100kSplitter>(tables));
    private static readonly TiktokenPattern O200k = new("o200k_base", tables => new KnownSplit<O200kSplitter>(tables));

    private static readonly TiktokenPattern[] All =
    [
        Gpt2,
        Gpt2 with { Name = "r50k_base" },
        Gpt2 with { Name = "p50k_base" },
        Cl100k,
        O200k,
        // The pattern of cl100k: tokenizer.py of meta-llama/llama3.
        Cl100k with { Name = "llama3" },
        // tokenization_qwen.py of Qwen/Qwen-7B, which normalizes first.
        new("qwen", tables => new NormalizationStage(
            new NormalizationForm(Composes: true, IsCompatible: false),
            new KnownSplit<OneDigitSplitter<Cl100kSplitter>>(tables))),
    ];

    /// <summary>The names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(pattern => pattern.Name));

    public static bool TryGet(ReadOnlySpan<char> name, [NotNullWhen(true)] out TiktokenPattern? pattern)
    {
        pattern = null;
        foreach (var candidate in All)
        {
            if (name.SequenceEqual(candidate.Name))
                pattern = candidate;
        }

        return pattern is not null;
    }

    /// <summary>The pattern that a file's name tells, as in <c>cl100k_base.tiktoken</c>.</summary>
    public static bool TryGetByFileName(string fileName, int tokens, [NotNullWhen(true)] out TiktokenPattern? pattern)
    {
        // Llama 3 names its file as others name files of other kinds; its size tells it apart.
        if (string.Equals(fileName, "tokenizer.model", StringComparison.Ordinal) && tokens == 128_000)
            return TryGet("llama3", out pattern);
        pattern = null;
        return fileName.EndsWith(".tiktoken", StringComparison.Ordinal)
            && TryGet(Path.GetFileNameWithoutExtension(fileName), out pattern);
    }
}
