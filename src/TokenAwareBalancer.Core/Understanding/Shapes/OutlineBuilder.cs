using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Puts together what a request says, once all of it has been read.</summary>
internal static class OutlineBuilder
{
    public static RequestOutline Build(
        ApiSurface surface,
        in RequestFields fields,
        ReadOnlySpan<PromptPiece> pieces)
    {
        return new RequestOutline
        {
            Surface = surface,
            ModelValue = fields.Model,
            IsStreaming = fields.IsStreaming,
            AsksForUsage = fields.AsksForUsage,
            StreamOptionsValue = fields.StreamOptions,
            IncludeUsageValue = fields.IncludeUsage,
            AsksForTokenTexts = fields.AsksForTokenTexts,
            MaxOutputTokens = Cap(fields.MaxCompletionTokens) ?? Cap(fields.MaxTokens),
            ExpectedOutputTokens = fields.ExpectedOutputTokens,
            Completions = fields.Completions,
            MessageCount = fields.MessageCount,
            HasTools = fields.HasTools || fields.HasFunctions,
            ImageCount = CountOf(PromptPieceKind.Image, pieces),
            AudioCount = CountOf(PromptPieceKind.Audio, pieces),
            HasGuessedTokens = fields.IsRewritten || HasGuess(pieces),
        };
    }

    /// <summary>llama.cpp writes -1 for "no cap".</summary>
    private static int? Cap(int? outputTokens) => outputTokens < 0 ? null : outputTokens;

    private static bool HasGuess(ReadOnlySpan<PromptPiece> pieces)
    {
        foreach (var piece in pieces)
        {
            if (piece.IsPricedByRule)
                return true;
        }
        return false;
    }

    /// <summary>Counted at the end, so that what a later duplicate replaced is not in it.</summary>
    private static int CountOf(PromptPieceKind kind, ReadOnlySpan<PromptPiece> pieces)
    {
        var count = 0;
        foreach (var piece in pieces)
            count += piece.Kind == kind ? 1 : 0;
        return count;
    }
}
