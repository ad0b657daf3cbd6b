namespace TokenAwareBalancer.Engine;

/// <summary>How a simulated engine spends its time on the requests it holds.</summary>
internal enum EngineProfile
{
    /// <summary>Continuous batching with chunked prefill, as vLLM and SGLang do.</summary>
    Batching,

    /// <summary>One request after another, as a llama.cpp server with one slot does.</summary>
    Serial,
}
