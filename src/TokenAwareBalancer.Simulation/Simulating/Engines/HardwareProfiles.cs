using TokenAwareBalancer.Estimating;
namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>Engines known by name, from published measurements; sources in docs/simulation.md.</summary>
public static class HardwareProfiles
{
    /// <summary>What a GPU keeps for activations and CUDA's own, beyond the tenth that vLLM leaves free.</summary>
    private const double ActivationGigabytes = 2;

    private static readonly HardwareProfile[] Known =
    [
        Create("a100-llama-8b", new(11.0, 0.070, 0.030, 9.0e-5, 2.6e-6), KvTokens(80, 16, 131_072)),
        Create("h100-llama-8b", new(6.5, 0.030, 0.012, 6.0e-5, 1.3e-6), KvTokens(80, 16, 131_072), 8192, 1024),
        Create("l40s-llama-8b", new(23, 0.095, 0.04, 2.0e-4, 3.5e-6), KvTokens(48, 16, 131_072)),
        Create("4xh100-llama-70b", new(17.0, 0.060, 0.020, 4.0e-5, 1.6e-6), KvTokens(320, 141, 327_680, 4), 8192, 1024),
        Create("a10-qwen-7b", new(30, 0.25, 0.05, 1.2e-4, 8e-6), KvTokens(24, 15.2, 57_344)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(profile => profile.Name)];

    /// <returns>Null when there is none of this name.</returns>
    public static HardwareProfile? Find(string name) => Array.Find(Known, profile => profile.Name == name);

    /// <summary>(0.9 · memory − weights − activations) / bytes per token.</summary>
    private static long KvTokens(double memoryGigabytes, double weightGigabytes, int bytesPerToken, int gpus = 1) =>
        (long)((0.9 * memoryGigabytes - weightGigabytes - ActivationGigabytes * gpus) * 1e9 / bytesPerToken);

    // vLLM's defaults: 8192 tokens and 1024 requests with 70 GiB and more unless it is an A100, else 2048 and 256.
    private static HardwareProfile Create(
        string name, IterationCosts costs, long kvTokens, int tokenBudget = 2048, int maxRequests = 256) => new()
        {
            Name = name,
            Costs = costs,
            KvTokens = kvTokens,
            TokenBudget = tokenBudget,
            MaxRequests = maxRequests,
        };
}
