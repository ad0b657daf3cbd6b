using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Hosting;

namespace TokenAwareBalancer.Receiving;

/// <summary>What is taken in at most of all requests together.</summary>
/// <param name="Places">How many may be here at once.</param>
/// <param name="Memory">What the bodies of all of them may take.</param>
internal sealed record ReceivingLimits(RequestPlaces Places, BodyMemory Memory)
{
    /// <summary>By the options, and by what the process has.</summary>
    public static ReceivingLimits Of(LimitOptions options) =>
        new(new RequestPlaces(MostRequests(options)), new BodyMemory(MemoryLimit.OfBodies(options)));

    /// <summary>Other bounds from now on. What is here stays, also where it is more than would be let in now.</summary>
    public void Configure(LimitOptions options)
    {
        Places.Most = MostRequests(options);
        Memory.MostBytes = MemoryLimit.OfBodies(options);
    }

    private static long MostRequests(LimitOptions options) =>
        Math.Min(options.Requests, DescriptorLimit.MaxConnections() ?? long.MaxValue);
}
