using TokenAwareBalancer.Workloads;
using TokenAwareBalancer.Workloads.Bodies;
using TokenAwareBalancer.Workloads.Mixes;

namespace TokenAwareBalancer.Demo.Scenarios;

/// <summary>Streams that arrive at random: half conversation, half code completion.</summary>
/// <remarks>
/// The lengths are those of <see cref="NamedMixes.Chat"/>. Arrivals are Poisson. The first requests only fill the
/// engines.
/// </remarks>
internal sealed class ChatWorkload
{
    private static readonly RequestTemplate Template =
        new(new RequestShape(RequestSurface.Chat, DemoFleet.Model) { IncludesUsage = false });

    private readonly int _requests;
    private readonly int _unmeasured;
    private readonly double _requestsPerSecond;

    /// <param name="requests">How many to send.</param>
    /// <param name="unmeasured">How many of them, the first ones, are not part of the result.</param>
    /// <param name="requestsPerSecond">Of modelled time.</param>
    public ChatWorkload(int requests, int unmeasured, double requestsPerSecond)
    {
        _requests = requests;
        _unmeasured = unmeasured;
        _requestsPerSecond = requestsPerSecond;
    }

    /// <summary>What a request of this mix has on average before the cuts, for the load of an engine.</summary>
    public static (double PromptTokens, double AnswerTokens) Mean =>
        (NamedMixes.Chat.Parts.Sum(part => part.Share * part.Prompt.MeanTokens),
         NamedMixes.Chat.Parts.Sum(part => part.Share * part.Answer.MeanTokens));

    public IReadOnlyList<PlannedRequest> Plan(int seed)
    {
        var random = new SeededRandom(seed);
        var plan = new PlannedRequest[_requests];
        var arrivalSeconds = 0.0;
        for (var i = 0; i < plan.Length; i++)
        {
            arrivalSeconds += -Math.Log(1 - random.NextDouble()) / _requestsPerSecond;
            var (promptTokens, answerTokens) = NamedMixes.Chat.Draw(random);
            var request = Template.Create(new PromptContent(promptTokens, seed, i), answerTokens);
            plan[i] = request with { ArrivalSeconds = arrivalSeconds, IsMeasured = i >= _unmeasured };
        }
        return plan;
    }
}
