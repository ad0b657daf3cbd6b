using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating;

/// <summary>Plans and profiles that tests begin with.</summary>
internal static class Given
{
    public static HardwareProfile A100 => HardwareProfiles.Find("a100-llama-8b")!;

    /// <summary>Independent users who ask for prompts and answers drawn from two ranges.</summary>
    public static SimulatedRequest[] Requests(
        int count, double ratePerSecond, int seed = 1, int mostPromptTokens = 2000, int mostOutputTokens = 300)
    {
        var random = new SeededRandom(seed, stream: 77);
        var seconds = 0.0;
        var requests = new SimulatedRequest[count];
        for (var i = 0; i < count; i++)
        {
            seconds -= Math.Log(1 - random.NextDouble()) / ratePerSecond;
            requests[i] = new SimulatedRequest(
                seconds, random.NextInteger(1, mostPromptTokens), random.NextInteger(1, mostOutputTokens));
        }

        return requests;
    }

    public static SimulationPlan Plan(
        IReadOnlyList<SimulatedRequest> requests,
        string policy = "pending-prefill",
        int engines = 4,
        int seed = 1) => new()
        {
            Fleet = [.. SimulatedBackend.Repeat(A100, engines)],
            Requests = requests,
            Policy = policy,
            Seed = seed,
        };

    public static SimulationResult Run(SimulationPlan plan) => Simulation.Run(plan, TimeProvider.System);
}
