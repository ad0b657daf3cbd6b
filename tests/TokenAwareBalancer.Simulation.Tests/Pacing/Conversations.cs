using System.Collections.Concurrent;
using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Simulating.Arriving;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Pacing;

/// <summary>Requests with lengths like those of public conversations, at a part of what a fleet can serve.</summary>
internal static class Conversations
{
    private static readonly ConcurrentDictionary<string, double> Rates = new();
    private static readonly SimulatedRequest[] Pool = Draw();

    public static SimulatedRequest[] At(double load, IReadOnlyList<HardwareProfile> fleet, double seconds, int seed = 1)
    {
        var rate = load * fleet.Sum(profile => Rates.GetOrAdd(
            profile.Name, _ => Saturation.FindEngineRatePerSecond(profile, Pool.AsSpan(0, 4000).ToArray())));
        return Arrivals.Poisson(Arrivals.Shuffle(Pool, (int)(rate * seconds * 1.1) + 50, seed), rate, seed);
    }

    /// <summary>Log-normal, with the means and deviations of the conversations that Azure published.</summary>
    private static SimulatedRequest[] Draw()
    {
        var random = new SeededRandom(21);
        return [.. Enumerable.Range(0, 10_000).Select(_ => new SimulatedRequest(
            0, Draw(random, 1155, 1109, 14_050), Draw(random, 211, 163, 600)))];
    }

    private static int Draw(SeededRandom random, double mean, double deviation, int longest)
    {
        var variance = Math.Log(1 + (deviation * deviation / (mean * mean)));
        var drawn = mean * Math.Exp((Math.Sqrt(variance) * random.NextGaussian()) - (variance / 2));
        return (int)Math.Clamp(drawn, 1, longest);
    }
}
