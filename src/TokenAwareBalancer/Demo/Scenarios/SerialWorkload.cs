using TokenAwareBalancer.Workloads;
using TokenAwareBalancer.Workloads.Bodies;
using TokenAwareBalancer.Workloads.Mixes;

namespace TokenAwareBalancer.Demo.Scenarios;

/// <summary>The mix this project began with: small payloads among heavy ones, not streamed.</summary>
/// <remarks>
/// From Velayutham, "Beyond Round Robin: Building a Token-Aware Load Balancer for LLMs": 60 requests of about 30, 2,750
/// or 7,500 ms, at 1 ms per prompt token ± 20 %. There each request draws its size; here the order is drawn and the
/// numbers of each size are exact, so that seeds differ in luck but not in work.
/// </remarks>
internal static class SerialWorkload
{
    public const int Requests = 60;
    public const int SmallTokens = NamedMixes.SmallTokens;
    public const int LargeTokens = NamedMixes.LargeTokens;
    public const int HugeTokens = NamedMixes.HugeTokens;

    private static readonly RequestTemplate Template =
        new(new RequestShape(RequestSurface.Chat, DemoFleet.Model) { IsStreaming = false });

    /// <param name="heavyPart">The part that is large or huge, half of it each.</param>
    /// <param name="seed">Decides the order.</param>
    public static IReadOnlyList<PlannedRequest> Plan(double heavyPart, int seed)
    {
        var heavy = (int)Math.Round(Requests * heavyPart);
        var sizes = new int[Requests];
        for (var i = 0; i < Requests; i++)
            sizes[i] = i >= heavy ? SmallTokens : i % 2 == 0 ? LargeTokens : HugeTokens;
        Shuffle(sizes, new SeededRandom(seed));
        return [.. sizes.Select((promptTokens, index) =>
            Template.Create(new PromptContent(promptTokens, seed, index), outputTokens: null))];
    }

    private static void Shuffle(int[] sizes, SeededRandom random)
    {
        for (var i = sizes.Length - 1; i > 0; i--)
        {
            var other = random.NextInteger(0, i);
            (sizes[i], sizes[other]) = (sizes[other], sizes[i]);
        }
    }
}
