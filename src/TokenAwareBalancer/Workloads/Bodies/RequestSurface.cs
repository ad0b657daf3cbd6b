namespace TokenAwareBalancer.Workloads.Bodies;

/// <summary>An API that requests can be written for: where they go, and what its fields are called.</summary>
internal sealed record RequestSurface
{
    public static readonly RequestSurface Chat = new()
    {
        Name = "chat",
        Path = "v1/chat/completions",
        TextField = "messages",
        TakesMessages = true,
        CapField = "max_tokens",
        OtherCapField = "max_completion_tokens",
        HasUsageOption = true,
    };

    public static readonly RequestSurface Completions = new()
    {
        Name = "completions",
        Path = "v1/completions",
        TextField = "prompt",
        CapField = "max_tokens",
        HasUsageOption = true,
    };

    public static readonly RequestSurface Messages = new()
    {
        Name = "messages",
        Path = "v1/messages",
        TextField = "messages",
        TakesMessages = true,
        CapField = "max_tokens",
        RequiresCap = true,
    };

    public static readonly RequestSurface Responses = new()
    {
        Name = "responses",
        Path = "v1/responses",
        TextField = "input",
        CapField = "max_output_tokens",
    };

    public static readonly RequestSurface Embeddings = new()
    {
        Name = "embeddings",
        Path = "v1/embeddings",
        TextField = "input",
    };

    public static IReadOnlyList<RequestSurface> All { get; } = [Chat, Completions, Messages, Responses, Embeddings];

    /// <summary>What <c>--surface</c> calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Below the server's address.</summary>
    public required string Path { get; init; }

    /// <summary>The field that the prompt is in.</summary>
    public required string TextField { get; init; }

    /// <summary>Whether the prompt is a list of messages; otherwise a text will do.</summary>
    public bool TakesMessages { get; init; }

    /// <summary>The field for the most tokens of an answer; null where answers have no tokens.</summary>
    public string? CapField { get; init; }

    /// <summary>Another name that the cap may come under.</summary>
    public string? OtherCapField { get; init; }

    /// <summary>Whether a request without a cap is refused.</summary>
    public bool RequiresCap { get; init; }

    /// <summary>Whether streams carry usage only where <c>stream_options.include_usage</c> asks for it.</summary>
    public bool HasUsageOption { get; init; }

    /// <summary>Whether there is an answer to generate, and so to stream.</summary>
    public bool Generates => CapField is not null;

    /// <returns>Null when there is none of that name.</returns>
    public static RequestSurface? Find(string? name) => All.FirstOrDefault(surface => surface.Name == name);
}
