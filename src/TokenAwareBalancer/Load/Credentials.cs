using System.Net.Http.Headers;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Load;

/// <summary>Puts on a request what a caller sends beside its body.</summary>
internal static class Credentials
{
    private const string MessagesPath = "v1/messages";

    /// <summary>The version that Anthropic's API requires to be named, and every server of it knows.</summary>
    private const string AnthropicVersion = "2023-06-01";

    /// <param name="headers">Of the request.</param>
    /// <param name="options">What to send.</param>
    /// <param name="path">Below the server's address.</param>
    public static void AddTo(HttpRequestHeaders headers, ClientOptions options, string path)
    {
        var isMessages = path.StartsWith(MessagesPath, StringComparison.Ordinal);
        if (isMessages)
            headers.TryAddWithoutValidation("anthropic-version", AnthropicVersion);
        if (options.ApiKey is { } key)
        {
            headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            if (isMessages)
                headers.TryAddWithoutValidation(BalancerHeaders.ApiKey, key);
        }
        foreach (var (name, value) in options.Headers)
            headers.TryAddWithoutValidation(name, value);
    }
}
