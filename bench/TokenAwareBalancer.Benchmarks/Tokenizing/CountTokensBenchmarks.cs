using BenchmarkDotNet.Attributes;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Benchmarks.Tokenizing;

/// <summary>
/// Time and bytes allocated to count texts put together at random, ordinary ones and hostile ones. They repeat the
/// words of a small stock, and themselves on every run: <see cref="ColdTextBenchmarks"/> has texts that do not.
/// </summary>
[MemoryDiagnoser]
public class CountTokensBenchmarks
{
    private ITokenCounter _counter = null!;
    private byte[] _text = [];

    [Params("cl100k_base", "o200k_base")]
    public string Tokenizer { get; set; } = "";

    [Params("English", "Code", "Chinese", "Letter", "Letters", "Base64", "Spaces", "WhiteSpace", "Hanzi", "Dash",
        "Dashes", "Emoji", "Marks", "Flood")]
    public string Text { get; set; } = "";

    [Params(1 << 10, 1 << 14, 1 << 18, 1 << 22)]
    public int TextBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        BuiltInTokenizers.TryGet(Tokenizer, out _counter!);
        _text = BenchmarkTexts.Create(Text, TextBytes);
    }

    [Benchmark]
    public int CountTokens() => _counter.CountTokens(_text);
}
