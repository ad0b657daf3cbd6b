using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>All of an answer that is known when its request is accepted; only the time of each token is not.</summary>
internal sealed class EngineAnswer
{
    /// <summary>Unique for one engine and seed, without the API's prefix.</summary>
    public required string Id { get; init; }

    public required long CreatedUnixSeconds { get; init; }

    public required JsonEncodedText Model { get; init; }

    public required EngineRequest Request { get; init; }

    public required IReadOnlyList<AnswerChoice> Choices { get; init; }

    public required AnswerWords Words { get; init; }

    public int CompletionTokens => Choices.Sum(static choice => choice.Tokens);
}
