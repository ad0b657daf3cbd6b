using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Observing;

/// <summary>The words that metrics and logs use for ends, holds, surfaces: few, fixed, never from a client.</summary>
internal static class OutcomeTags
{
    public static string Of(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Completed => "completed",
        OutcomeKind.Declined => "declined",
        OutcomeKind.ClientGone => "client_gone",
        OutcomeKind.Unreachable => "unreachable",
        OutcomeKind.Lost => "lost",
        OutcomeKind.Cut => "cut",
        OutcomeKind.Stalled => "stalled",
        OutcomeKind.TimedOut => "timed_out",
        OutcomeKind.ShutDown => "shut_down",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "An outcome without a tag."),
    };

    /// <summary>An answer that arrived whole may still be an error of the backend's.</summary>
    public static string Of(in Outcome outcome) => outcome switch
    {
        { Kind: OutcomeKind.Completed or OutcomeKind.Declined, Status: >= 500 } => "backend_5xx",
        { Kind: OutcomeKind.Completed or OutcomeKind.Declined, Status: >= 400 } => "backend_4xx",
        _ => Of(outcome.Kind),
    };

    /// <summary>What a request in line waits for.</summary>
    public static string Of(RoomLack lack) => lack switch
    {
        RoomLack.Slots => "slots",
        RoomLack.Kv => "kv",
        RoomLack.Rest => "rest",
        _ => throw new ArgumentOutOfRangeException(nameof(lack), lack, "A lack without a tag."),
    };

    public static string Of(ApiSurface surface) => surface switch
    {
        ApiSurface.ChatCompletions => "chat_completions",
        ApiSurface.Completions => "completions",
        ApiSurface.Messages => "messages",
        ApiSurface.Responses => "responses",
        ApiSurface.Embeddings => "embeddings",
        ApiSurface.Rerank => "rerank",
        ApiSurface.CountTokens => "count_tokens",
        ApiSurface.Tokenize => "tokenize",
        ApiSurface.Other => "other",
        _ => throw new ArgumentOutOfRangeException(nameof(surface), surface, "A surface without a tag."),
    };
}
