using BenchmarkDotNet.Attributes;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Benchmarks.Tokenizing;

/// <summary>
/// Time to count 64 KB of real text, each time another 64 KB, until megabytes are over: 1 ms is 66 MB/s.
/// </summary>
[MemoryDiagnoser]
public class ColdTextBenchmarks
{
    private const int SliceBytes = 64 * 1024;
    private const int MostTextBytes = 8_000_000;

    private byte[] _text = [];
    private ITokenCounter _counter = null!;
    private int _start;

    public static IReadOnlyList<string> Texts => TextFolder.Names;

    [Params("cl100k_base", "o200k_base")]
    public string Tokenizer { get; set; } = "";

    [ParamsSource(nameof(Texts))]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        BuiltInTokenizers.TryGet(Tokenizer, out _counter!);
        _text = TextFolder.Read(Text, MostTextBytes);
    }

    [Benchmark]
    public int CountTokens()
    {
        _start = _start + (2 * SliceBytes) <= _text.Length ? _start + SliceBytes : 0;
        return _counter.CountTokens(_text.AsSpan(_start, SliceBytes));
    }
}
