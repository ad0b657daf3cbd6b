namespace TokenAwareBalancer.Understanding.Json;

/// <summary>
/// The property names that are interpreted somewhere in a request. Each member is the name in Pascal case:
/// <see cref="JsonWords{TWord}"/> derives <c>max_tokens</c> from <see cref="MaxTokens"/>, so there is no second list.
/// </summary>
internal enum JsonKey
{
    /// <summary>Any other name.</summary>
    Unknown,
    Arguments,
    AudioUrl,
    BestOf,
    Content,
    Context,
    Custom,
    Data,
    Detail,
    File,
    FileData,
    Format,
    Function,
    FunctionCall,
    Functions,
    ImageUrl,
    IncludeUsage,
    Input,
    InputAudio,
    MaxCompletionTokens,
    MaxTokens,
    Messages,
    Model,
    N,
    Name,
    Prompt,
    Reasoning,
    ReasoningContent,
    Refusal,
    Role,
    Source,
    Stream,
    StreamOptions,
    Suffix,
    System,
    Text,
    Thinking,
    Title,
    ToolCalls,
    Tools,
    Type,
    Url,
    VideoUrl,
}
