using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>
/// All of an answer that is known when its request is accepted; the time of each token is not, nor what was cached.
/// </summary>
internal sealed class EngineAnswer
{
    /// <summary>Unique for one engine and seed, without the API's prefix.</summary>
    public required string Id { get; init; }

    public required long CreatedUnixSeconds { get; init; }

    public required JsonEncodedText Model { get; init; }

    public required EngineRequest Request { get; init; }

    public required IReadOnlyList<AnswerChoice> Choices { get; init; }

    public required AnswerWords Words { get; init; }

    /// <summary>Prompt tokens found in the prefix cache, once computing has begun; null where it is not told.</summary>
    public int? CachedTokens { get; set; }

    public ToolCall? ToolCall => Request.ToolCall;

    public int CompletionTokens => Choices.Sum(static choice => choice.Tokens);

    /// <param name="choice">Counted from 0.</param>
    /// <param name="ordinal">Counted from 1.</param>
    /// <returns>The token, escaped for a JSON string.</returns>
    public ReadOnlySpan<byte> GetToken(int choice, int ordinal) =>
        ToolCall is { } call ? call.GetToken(ordinal) : Words.GetToken(choice, ordinal);
}
