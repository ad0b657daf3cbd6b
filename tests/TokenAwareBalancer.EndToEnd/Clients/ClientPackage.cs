namespace TokenAwareBalancer.Clients;

/// <summary>The official client packages, as an argument of theories.</summary>
public enum ClientPackage
{
    OpenAI,
    Anthropic,
}

/// <summary>Makes clients of the packages.</summary>
internal static class ClientPackages
{
    public static IAnswerClient Connect(this ClientPackage package, Uri server, HttpClient http) => package switch
    {
        ClientPackage.OpenAI => new OpenAIAnswerClient(server, http),
        ClientPackage.Anthropic => new AnthropicAnswerClient(server, http),
        _ => throw new ArgumentOutOfRangeException(nameof(package), package, "No such package."),
    };
}
