using BenchmarkDotNet.Attributes;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Benchmarks.Tokenizing;

/// <summary>
/// Time and bytes allocated to read a chat request of English text never seen before and count its prompt.
/// </summary>
[MemoryDiagnoser]
public class WholeRequestBenchmarks
{
    private const int MaxDepth = 64;
    private const int MostTextBytes = 8_000_000;

    private List<byte[]> _bodies = [];
    private ITokenCounter _counter = null!;
    private int _next;

    [Params("cl100k_base", "o200k_base")]
    public string Tokenizer { get; set; } = "";

    [Params(4 * 1024, 64 * 1024, 1024 * 1024)]
    public int BodyBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        BuiltInTokenizers.TryGet(Tokenizer, out _counter!);
        _bodies = RequestBodies.Create(TextFolder.Read("english", MostTextBytes), BodyBytes);
    }

    [Benchmark]
    public int ReadAndCount() => ReadAndCount(_bodies[_next++ % _bodies.Count], _counter);

    internal static int ReadAndCount(byte[] body, ITokenCounter counter)
    {
        var reader = RequestReader.Rent();
        reader.Read(body, ApiSurface.ChatCompletions, MaxDepth, out _);
        var count = reader.Count(body, counter, bytesPerToken: 4);
        reader.Return();
        return count.Tokens;
    }
}
