namespace TokenAwareBalancer;

/// <summary>Random draws that depend on a seed alone, on every machine and runtime.</summary>
/// <remarks>
/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): a counter and a mixing
/// function, so that a stream of its own for each request costs nothing to start. Not thread-safe.
/// </remarks>
public sealed class SeededRandom
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private ulong _state;

    public SeededRandom(int seed, long stream = 0) =>
        _state = Mix(unchecked((ulong)seed * Gamma) + Mix(unchecked((ulong)stream + Gamma)));

    /// <summary>Scatters nearby numbers over all of them.</summary>
    public static ulong Mix(ulong bits)
    {
        unchecked
        {
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return bits ^ (bits >> 31);
        }
    }

    public ulong NextBits() => Mix(_state = unchecked(_state + Gamma));

    /// <summary>Uniform from 0 up to, not including, 1.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform over whole numbers, both ends included.</summary>
    public int NextInteger(int from, int to) => from + (int)(NextDouble() * (to - (long)from + 1));

    /// <summary>Normal with mean 0 and deviation 1, by Box and Muller's transform.</summary>
    public double NextGaussian() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>A factor uniform over 1 ± <paramref name="spread"/>.</summary>
    public double NextJitter(double spread) => 1 + spread * (2 * NextDouble() - 1);
}
