using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Counting;

/// <summary>What was counted of one input.</summary>
/// <param name="Name">The file, or <c>-</c>.</param>
/// <param name="Tokenizer">What counted it.</param>
/// <param name="Tokens">All of its tokens.</param>
/// <param name="TextBytes">Its text; of a request what the model sees, unescaped.</param>
internal sealed record InputCount(string Name, TokenizerChoice Tokenizer, long Tokens, long TextBytes)
{
    /// <summary>The API that a request was read for; null for a text.</summary>
    public ApiSurface? Surface { get; init; }

    /// <summary>Why a text that looks like a request is none; null where it does not.</summary>
    public string? Refusal { get; init; }

    /// <summary>The model that a request names; null for a text, and when it names none.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens of a request that are not text: chat format, images and the like.</summary>
    public int FormatTokens { get; init; }

    /// <summary>A tokenizer counted all of it, and nothing in it was priced by rule.</summary>
    public bool IsExact { get; init; }

    /// <summary>To read and count it.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Bytes of text for each token of text; null without any.</summary>
    public double? BytesPerToken =>
        Tokens > FormatTokens && TextBytes > 0 ? (double)TextBytes / (Tokens - FormatTokens) : null;
}
