using BenchmarkDotNet.Attributes;
using TokenAwareBalancer.Workloads.Bodies;

namespace TokenAwareBalancer.Benchmarks.Workloads;

/// <summary>Time and bytes allocated to make the body of a request, text and all: four bytes to the token.</summary>
[MemoryDiagnoser]
public class RequestTemplateBenchmarks
{
    private readonly RequestTemplate _template = new(new RequestShape(RequestSurface.Chat, "model"));
    private long _index;

    [Params(100, 1_500, 12_000)]
    public int PromptTokens { get; set; }

    [Benchmark]
    public int CreateBody() =>
        _template.Create(new PromptContent(PromptTokens, Seed: 1, _index++), outputTokens: 100).Body.Length;
}
