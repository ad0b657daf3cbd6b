using System.Diagnostics.CodeAnalysis;
using TokenAwareBalancer.Tokenizing.Files;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>The tokenizers whose vocabularies are part of the program, each loaded when first asked for.</summary>
public static class BuiltInTokenizers
{
    private static readonly Dictionary<string, Lazy<ITokenCounter>> Counters = new(StringComparer.Ordinal)
    {
        ["cl100k_base"] = new(() => Load<Cl100kSplitter>("cl100k_base")),
        ["o200k_base"] = new(() => Load<O200kSplitter>("o200k_base")),
        ["o200k_harmony"] = new(() => new HarmonyTokenizer((ITokenEncoder)Counters!["o200k_base"].Value)),
    };

    /// <summary>The names, as a configuration spells them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Counters.Keys];

    /// <summary>Finds a tokenizer; the same instance for the same name each time. Thread-safe.</summary>
    /// <param name="name">One of <see cref="Names"/>, case-sensitive.</param>
    /// <param name="counter">The tokenizer, if there is one of that name.</param>
    public static bool TryGet(string name, [NotNullWhen(true)] out ITokenCounter? counter)
    {
        counter = Counters.TryGetValue(name, out var lazy) ? lazy.Value : null;
        return counter is not null;
    }

    /// <summary>Loads several tokenizers at the same time, those of them that are built in. Thread-safe.</summary>
    public static void Preload(IEnumerable<string> names) =>
        Task.WaitAll([.. names.Distinct().Select(name => Task.Run(() => TryGet(name, out _)))]);

    private static BytePairTokenizer<TSplitter> Load<TSplitter>(string name)
        where TSplitter : struct, IPieceSplitter
    {
        // Two streams to decompress: the shorter one meanwhile.
        var tables = Task.Run(() => EmbeddedVocabulary.ReadTables(name));
        var (lengths, bytes) = EmbeddedVocabulary.ReadTokens(name);
        var vocabulary = new Vocabulary(lengths, bytes, tables.GetAwaiter().GetResult());
        return new BytePairTokenizer<TSplitter>(name, vocabulary);
    }
}
