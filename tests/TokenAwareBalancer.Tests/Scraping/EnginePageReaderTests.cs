using System.Text;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Scraping;

public sealed class EnginePageReaderTests
{
    public static TheoryData<string> Samples => [.. MetricSamples.Names];

    [Fact]
    public void Page_WithPrefixCounts_HasThemAndTheStartOfItsProcess()
    {
        var numbers = EnginePageReader.Read("""
            process_start_time_seconds 1.76361e+09
            vllm:num_requests_running{engine="0"} 1
            vllm:prefix_cache_queries_total{engine="0"} 1000
            vllm:prefix_cache_queries_total{engine="1"} 500
            vllm:prefix_cache_hits_total{engine="0"} 600
            vllm:prefix_cache_hits_total{engine="1"} 0
            """u8)!;

        Assert.Equal(new EnginePrefixCounts(1500, 600, null, 1.76361e+09), numbers.PrefixCounts);
    }

    [Fact]
    public void Page_WithAHitRate_HasIt() => Assert.Equal(
        new EnginePrefixCounts(null, null, 0.25, null),
        EnginePageReader.Read("sglang:cache_hit_rate{model_name=\"m\"} 0.25\n"u8)!.PrefixCounts);

    [Fact]
    public void Page_WithNothingButTheStartOfAProcess_IsNoEngines() =>
        Assert.Null(EnginePageReader.Read("process_start_time_seconds 1.76361e+09\n"u8));

    [Theory]
    // Ranks add up, the cache's use is their mean, the deprecated name of it is not mixed in.
    [InlineData("vllm-two-ranks", "vLLM", 12L, 3L, 0.5, 848_000L)]
    [InlineData("vllm-token-capacity", "vLLM", 1L, 0L, 0.01, 862_437L)]
    [InlineData("vllm-old", "vLLM", 4L, 2L, 0.125, null)]
    // Of tensor-parallel ranks the larger counts, and priorities are within the total.
    [InlineData("sglang-ranks-and-priorities", "SGLang", 9L, 2L, 0.2, 942_516L)]
    [InlineData("sglang-underscores", "SGLang", 2L, 1L, 0.28, 64_000L)]
    [InlineData("sglang-just-started", "SGLang", null, null, null, 471_258L)]
    [InlineData("llama-server", "llama.cpp", 2L, 3L, null, null)]
    [InlineData("llama-server-old", "llama.cpp", 1L, 0L, 0.5, null)]
    [InlineData("tgi", "TGI", 5L, 3L, null, null)]
    [InlineData("trtllm-serve", "TensorRT-LLM", 11L, 4L, 0.62, null)]
    public void Page_OfAnEngine_HasItsNumbers(
        string page, string engine, long? running, long? waiting, double? kvUse, long? kvCapacityTokens)
    {
        var numbers = EnginePageReader.Read(MetricSamples.Read(page))!;

        Assert.Equal((engine, running, waiting), (numbers.Engine, numbers.Running, numbers.Waiting));
        Assert.Equal(kvCapacityTokens, numbers.KvCapacityTokens);
        Assert.Equal(kvUse.HasValue, numbers.KvUse.HasValue);
        Assert.Equal(kvUse ?? 0, numbers.KvUse ?? 0, 1e-9);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# TYPE vllm:num_requests_running gauge\n")]
    [InlineData("process_cpu_seconds_total 45.6\n")]
    [InlineData("vllm:num_requests_running NaN\nvllm:num_requests_waiting +Inf\nvllm:kv_cache_usage_perc -1\n")]
    [InlineData("vllm:num_requests_running{engine=\"0\" 5\nvllm:num_requests_running_too 5\n")]
    [InlineData("vllm:num_requests_running 1e300\n")]
    [InlineData("<!doctype html><html><body>Web UI</body></html>")]
    [InlineData("{\"object\": \"list\", \"data\": []}")]
    public void Page_WithoutANumberOfAnEngine_IsNone(string page) =>
        Assert.Null(EnginePageReader.Read(Encoding.UTF8.GetBytes(page)));

    [Fact]
    public void Page_OneLineIllFormed_HasTheOthers()
    {
        var numbers = EnginePageReader.Read(
            "vllm:num_requests_running{engine=\"0\"} oops\r\nvllm:num_requests_running{engine=\"1\"} 4\r\n"u8
                .ToArray());

        Assert.Equal(4, numbers?.Running);
    }

    [Fact]
    public void Page_SameSeriesInBothSpellings_CountsOnce() => Assert.Equal(
        4, EnginePageReader.Read("sglang:num_running_reqs{m=\"a\"} 4\nsglang_num_running_reqs{m=\"a\"} 4"u8)?.Running);

    [Fact]
    public void KvUse_AboveFull_IsFull() =>
        Assert.Equal(1, EnginePageReader.Read("vllm:kv_cache_usage_perc 1.0000001"u8)?.KvUse);

    [Theory, MemberData(nameof(Samples))]
    public void Page_DamagedAtRandom_NeverThrowsAndStaysWithinBounds(string name)
    {
        var sample = MetricSamples.Read(name);
        var random = new SeededRandom(17);
        for (var round = 0; round < 2_000; round++)
        {
            var numbers = EnginePageReader.Read(Damage(sample, random));
            Assert.All(
                [numbers?.Running, numbers?.Waiting, numbers?.KvCapacityTokens],
                count => Assert.True(count is null or >= 0));
            Assert.True(numbers?.KvUse is null or (>= 0 and <= 1));
        }
    }

    [Fact]
    public void Page_OfRandomBytes_NeverThrows()
    {
        // Of what the format gives a meaning, so that the reader gets past the first byte.
        var alphabet = "vllm:kv_cache_usage_perc {}\"\\=,#\n\r\t0123456789.eE+-NaInf\0\u00ff"u8.ToArray();
        var random = new SeededRandom(4);
        for (var round = 0; round < 20_000; round++)
        {
            var line = new byte[random.NextInteger(0, 120)];
            for (var at = 0; at < line.Length; at++)
                line[at] = alphabet[random.NextInteger(0, alphabet.Length - 1)];
            EnginePageReader.Read([.. "vllm:cache_config_info{"u8, .. line]);
            EnginePageReader.Read([.. "vllm:num_requests_running"u8, .. line]);
            EnginePageReader.Read(line);
        }
    }

    /// <summary>Some bytes changed, removed or repeated, or the end cut off.</summary>
    private static byte[] Damage(byte[] sample, SeededRandom random)
    {
        var page = sample.ToList();
        for (var changes = random.NextInteger(1, 12); changes > 0 && page.Count > 0; changes--)
        {
            var at = random.NextInteger(0, page.Count - 1);
            switch (random.NextInteger(0, 3))
            {
                case 0: page[at] = (byte)random.NextInteger(0, 255); break;
                case 1: page.RemoveAt(at); break;
                case 2: page.Insert(at, "{}\"\\=, \n1"u8[random.NextInteger(0, 8)]); break;
                default: page.RemoveRange(at, random.NextInteger(0, Math.Min(40, page.Count - at))); break;
            }
        }

        return [.. page];
    }
}
