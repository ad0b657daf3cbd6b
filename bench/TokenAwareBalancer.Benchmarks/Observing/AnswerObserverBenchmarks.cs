using System.Text;
using BenchmarkDotNet.Attributes;
using TokenAwareBalancer.Observing;

namespace TokenAwareBalancer.Benchmarks.Observing;

/// <summary>What watching an answer costs per streamed event, which is what it costs per token.</summary>
[MemoryDiagnoser]
public class AnswerObserverBenchmarks
{
    private const int Events = 1000;

    private readonly AnswerObserver _observer = new(AnswerFormat.EventStream, new SilentListener());
    private readonly UsageEventFilter _filter = new();
    private readonly byte[] _event = Encoding.UTF8.GetBytes(
        """data: {"id":"chatcmpl-5d0c8a1f","object":"chat.completion.chunk","created":1763612000""" +
        ""","model":"Qwen/Qwen3-8B","choices":[{"index":0,"delta":{"content":" the"},"logprobs":null""" +
        ""","finish_reason":null,"token_ids":null}],"usage":null}""" + "\n\n");

    private byte[] _answer = [];

    [GlobalSetup]
    public void Setup() => _answer = Encoding.UTF8.GetBytes(
        $$"""{"id":"a","choices":[{"message":{"content":"{{new string('x', 4000)}}"} }],"usage":{"prompt_tokens":9} }""");

    [Benchmark(OperationsPerInvoke = Events, Description = "one event, one write")]
    public void WholeEvents()
    {
        for (var i = 0; i < Events; i++)
            _observer.Observe(_event);
    }

    [Benchmark(OperationsPerInvoke = Events, Description = "one event, two writes")]
    public void SplitEvents()
    {
        for (var i = 0; i < Events; i++)
        {
            _observer.Observe(_event.AsSpan(0, 100));
            _observer.Observe(_event.AsSpan(100));
        }
    }

    [Benchmark(OperationsPerInvoke = Events, Description = "one event, filtered")]
    public void FilteredEvents()
    {
        for (var i = 0; i < Events; i++)
        {
            _filter.Begin();
            _observer.Observe(_event, _filter);
        }
    }

    [Benchmark(Description = "a JSON answer of 4 KB")]
    public bool JsonAnswer()
    {
        var observer = new AnswerObserver(AnswerFormat.Json, new SilentListener());
        observer.Observe(_answer);
        return observer.HasFinished;
    }

    private sealed class SilentListener : IAnswerListener
    {
        public void OnBytes()
        {
        }

        public void OnContent(int contentEvents)
        {
        }

        public void OnUsage(in TokenUsage usage)
        {
        }
    }
}
