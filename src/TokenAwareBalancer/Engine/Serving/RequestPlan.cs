using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Requests;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Engine.Serving;

/// <summary>What the dice say about one request, drawn from the seed and the request's number alone.</summary>
/// <remarks>So the n-th request fares the same in every run, whatever happens beside it.</remarks>
internal sealed class RequestPlan
{
    private readonly EngineOptions _options;
    private readonly SeededRandom _random;
    private readonly double _cutPoint;

    public RequestPlan(EngineOptions options, long number)
    {
        _options = options;
        _random = new SeededRandom(options.Seed, number);
        Failure = options.Failures.Draw(_random);
        ClosesConnection = _random.NextDouble() < options.Failures.Close;
        _cutPoint = _random.NextDouble();
        Words = new AnswerWords(_random.NextBits());
        AnswerId = $"{options.Seed:x8}{number:x8}";
    }

    public FailureKind Failure { get; }

    public bool ClosesConnection { get; }

    public AnswerWords Words { get; }

    public string AnswerId { get; }

    public AnswerChoice[] DrawChoices(EngineRequest request)
    {
        var choices = new AnswerChoice[request.Choices];
        for (var i = 0; i < choices.Length; i++)
            choices[i] = DrawChoice(request);
        return choices;
    }

    /// <summary>After how many tokens a stream is cut: at least one, and before the last if there are two.</summary>
    public int ChooseCut(int longestChoiceTokens) => 1 + (int)(_cutPoint * (longestChoiceTokens - 1));

    /// <summary>The caller's cap, or what the KV cache has room for.</summary>
    private int? CapTokens(EngineRequest request)
    {
        var hardware = _options.ResolveHardware();
        if (!hardware.IsBatching)
            return request.MaxTokens;
        var roomTokens = (hardware.KvTokens / KvBlocks.BlockTokens * KvBlocks.BlockTokens - request.PromptTokens)
            / Math.Max(1, request.Choices);
        return roomTokens >= (request.MaxTokens ?? AnswerLength.LongestTokens)
            ? request.MaxTokens
            : (int)Math.Max(1, roomTokens);
    }

    private AnswerChoice DrawChoice(EngineRequest request)
    {
        var textTokens = _options.ResolveAnswerTokens().Draw(_random);
        var ownTokens = request.ToolCall?.Tokens ?? textTokens;
        if (CapTokens(request) is not { } capTokens)
            return new AnswerChoice(ownTokens, IsCapped: false);
        // A call has an end that cannot be ignored.
        return capTokens < ownTokens || request is { IgnoresEnd: true, ToolCall: null }
            ? new AnswerChoice(capTokens, IsCapped: true)
            : new AnswerChoice(ownTokens, IsCapped: false);
    }
}
