namespace TokenAwareBalancer.Scraping;

/// <summary>What one engine calls its numbers. Of several measures of a number the first on the page counts.</summary>
internal sealed record EngineMetrics(string Engine)
{
    /// <summary>
    /// Sources: vLLM, "Production Metrics", and <c>vllm/v1/metrics/loggers.py</c>; SGLang, "Production Metrics", and
    /// <c>srt/observability/metrics_collector.py</c>; llama.cpp, <c>tools/server/README.md</c>; TGI, "Metrics";
    /// TensorRT-LLM, <c>trtllm-serve</c>.
    /// </summary>
    public static IReadOnlyList<EngineMetrics> All { get; } =
    [
        new("vLLM")
        {
            Running = [new("vllm:num_requests_running")],
            Waiting = [new("vllm:num_requests_waiting")],
            // The second is the name of it before version 0.10.
            KvUse = [new("vllm:kv_cache_usage_perc"), new("vllm:gpu_cache_usage_perc")],
            // Where layers share blocks unequally, the product is not the tokens that fit; newer versions tell those.
            KvCapacityTokens =
            [
                new("vllm:cache_config_info", "kv_cache_size_tokens"),
                new("vllm:cache_config_info", "block_size", "num_gpu_blocks"),
            ],
            // The second of each is its name before version 0.10; the share is that of the engine before V1.
            PrefixQueriedTokens =
                [new("vllm:prefix_cache_queries_total"), new("vllm:gpu_prefix_cache_queries_total")],
            PrefixHitTokens = [new("vllm:prefix_cache_hits_total"), new("vllm:gpu_prefix_cache_hits_total")],
            PrefixHitShare = [new("vllm:gpu_prefix_cache_hit_rate")],
        },
        new("SGLang")
        {
            Running = [new("sglang:num_running_reqs")],
            Waiting = [new("sglang:num_queue_reqs")],
            KvUse = [new("sglang:token_usage")],
            KvCapacityTokens =
            [
                new("sglang:max_total_num_tokens"),
                new("sglang:cache_config_info", "page_size", "num_pages"),
            ],
            // Of the last batch of prompts.
            PrefixHitShare = [new("sglang:cache_hit_rate")],
        },
        new("llama.cpp")
        {
            Running = [new("llamacpp:requests_processing")],
            Waiting = [new("llamacpp:requests_deferred")],
            // Builds until 2025.
            KvUse = [new("llamacpp:kv_cache_usage_ratio")],
        },
        new("TGI")
        {
            Running = [new("tgi_batch_current_size")],
            Waiting = [new("tgi_queue_size")],
        },
        new("TensorRT-LLM")
        {
            Running = [new("trtllm_num_requests_running")],
            Waiting = [new("trtllm_num_requests_waiting")],
            KvUse = [new("trtllm_kv_cache_utilization")],
        },
    ];

    public IReadOnlyList<EngineMeasure> Running { get; private init; } = [];

    public IReadOnlyList<EngineMeasure> Waiting { get; private init; } = [];

    public IReadOnlyList<EngineMeasure> KvUse { get; private init; } = [];

    public IReadOnlyList<EngineMeasure> KvCapacityTokens { get; private init; } = [];

    public IReadOnlyList<EngineMeasure> PrefixQueriedTokens { get; private init; } = [];

    public IReadOnlyList<EngineMeasure> PrefixHitTokens { get; private init; } = [];

    public IReadOnlyList<EngineMeasure> PrefixHitShare { get; private init; } = [];

    public IEnumerable<EngineMeasure> Measures =>
    [
        .. Running, .. Waiting, .. KvUse, .. KvCapacityTokens,
        .. PrefixQueriedTokens, .. PrefixHitTokens, .. PrefixHitShare,
    ];
}
