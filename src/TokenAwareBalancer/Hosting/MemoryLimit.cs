using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Hosting;

/// <summary>How much memory the bodies of all requests may take, where it is not configured.</summary>
/// <remarks>
/// A fixed gibibyte is what most fleets never need: 10,000 prompts of 100 KB each. In a small container it would be
/// the whole process, so that half of what the process may use is the most; the other half is for everything else. A
/// body of the largest size must have room, or its client would be told for ever to come again.
/// </remarks>
internal static class MemoryLimit
{
    private const long MostBytes = 1L << 30;

    public static long OfBodies(LimitOptions limits) =>
        OfBodies(limits, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <param name="limits">What is configured.</param>
    /// <param name="availableBytes">What the process may use: of its container's limit, or of the machine.</param>
    internal static long OfBodies(LimitOptions limits, long availableBytes) => limits.BufferedBytes
        ?? Math.Max(Math.Min(MostBytes, availableBytes / 2), LimitOptions.ArraysPerBody * limits.Body);
}
