using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>The rule of each type of content part: which fields are text, and what it costs beside them.</summary>
internal static class PartRules
{
    /// <summary>The fields that the model sees as text.</summary>
    public static PartField TextFieldsOf(PartType type) => type switch
    {
        PartType.Text or PartType.InputText or PartType.OutputText or PartType.Unknown => PartField.Text,
        PartType.Refusal => PartField.Refusal,
        PartType.Thinking => PartField.Thinking,
        PartType.ToolUse or PartType.ServerToolUse or PartType.McpToolUse => PartField.Name | PartField.Input,
        PartType.ToolResult or PartType.McpToolResult => PartField.Content,
        PartType.SearchResult => PartField.Title | PartField.Content,
        PartType.Document => PartField.Title | PartField.Context | PartField.Source,
        _ => PartField.None,
    };

    /// <summary>The field without which a part of this type is wrong, if there is one.</summary>
    public static PartField RequiredBy(PartType type) => type switch
    {
        PartType.Text or PartType.InputText or PartType.OutputText => PartField.Text,
        PartType.Refusal => PartField.Refusal,
        _ => PartField.None,
    };

    /// <summary>What the part adds beside its text, if anything.</summary>
    public static PromptPiece? CostOf(PartType type, in ContentPart part) => type switch
    {
        PartType.ImageUrl or PartType.InputImage or PartType.ComputerScreenshot => Image(
            part.IsLowDetail ? PromptCosts.LowDetailImageTokens : PromptCosts.HighDetailImageTokens),
        PartType.Image => Image(PromptCosts.AnthropicImageTokens),
        PartType.VideoUrl => Image(PromptCosts.VideoTokens),
        PartType.InputAudio or PartType.AudioUrl => PromptPiece.OfTokens(part.AudioTokens, PromptPieceKind.Audio),
        PartType.File or PartType.InputFile => Document(part.DocumentTokens),
        PartType.Document when part.DocumentTokens > 0 => Document(part.DocumentTokens),
        _ => null,
    };

    private static PromptPiece Image(int tokens) => PromptPiece.OfTokens(tokens, PromptPieceKind.Image);

    private static PromptPiece Document(int tokens) => PromptPiece.OfTokens(tokens, PromptPieceKind.Document);
}
