namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>
/// The content parts that have a rule, OpenAI's, Anthropic's and the engines' own, named after their <c>type</c>.
/// </summary>
internal enum PartType
{
    /// <summary>Any other type, or none.</summary>
    Unknown,
    AudioUrl,
    ComputerScreenshot,
    Document,
    File,
    Image,
    ImageUrl,
    InputAudio,
    InputFile,
    InputImage,
    InputText,
    McpToolResult,
    McpToolUse,
    OutputText,
    Refusal,
    SearchResult,
    ServerToolUse,
    Text,
    Thinking,
    ToolResult,
    ToolUse,
    VideoUrl,
}
