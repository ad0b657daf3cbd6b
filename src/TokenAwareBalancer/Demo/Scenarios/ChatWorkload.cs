using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Demo.Scenarios;

/// <summary>Streams that arrive at random: half conversation, half code completion.</summary>
/// <remarks>
/// The four lengths are log-normal with the mean and deviation of the public traces of Azure's two services (Patel et
/// al., "Splitwise", ISCA 2024; AzurePublicDataset, LLM inference trace 2023). Prompts are cut at the longest of the
/// trace, answers at the 99th percentile of its conversations, lest all wait for one. Arrivals are Poisson. The first
/// requests only fill the engines.
/// </remarks>
internal sealed class ChatWorkload
{
    private static readonly TokenLengths ConversationPrompt = new(1155, 1109, 14_050);
    private static readonly TokenLengths ConversationAnswer = new(211, 163, 600);
    private static readonly TokenLengths CodePrompt = new(2048, 1974, 7437);
    private static readonly TokenLengths CodeAnswer = new(28, 60, 600);

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

    /// <summary>What a request of this mix has on average, for the load of an engine.</summary>
    public static (double PromptTokens, double AnswerTokens) Mean =>
        ((ConversationPrompt.MeanTokens + CodePrompt.MeanTokens) / 2,
         (ConversationAnswer.MeanTokens + CodeAnswer.MeanTokens) / 2);

    public IReadOnlyList<PlannedRequest> Plan(int seed)
    {
        var random = new SeededRandom(seed);
        var plan = new PlannedRequest[_requests];
        var arrivalSeconds = 0.0;
        for (var i = 0; i < plan.Length; i++)
        {
            arrivalSeconds += -Math.Log(1 - random.NextDouble()) / _requestsPerSecond;
            plan[i] = Draw(random) with { ArrivalSeconds = arrivalSeconds, IsMeasured = i >= _unmeasured };
        }
        return plan;
    }

    private static PlannedRequest Draw(SeededRandom random)
    {
        var isCode = random.NextDouble() < 0.5;
        var promptTokens = (isCode ? CodePrompt : ConversationPrompt).Draw(random);
        var answerTokens = (isCode ? CodeAnswer : ConversationAnswer).Draw(random);
        return new PlannedRequest(
            promptTokens,
            IsStreaming: true,
            ChatRequestBody.Create(DemoFleet.Model, promptTokens, answerTokens, isStreaming: true));
    }
}
