using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Authenticating;

/// <summary>Finds the keys that a request carries.</summary>
internal static class PresentedKeys
{
    private const string BearerScheme = "Bearer ";

    // OpenAI's clients send the first, Anthropic's the second, Azure's the third.
    private static readonly string[] KeyHeaders = [BalancerHeaders.ApiKey, BalancerHeaders.AzureApiKey];

    public static IEnumerable<string> Of(HttpRequest request) => [
        .. BearerTokens(request), .. KeyHeaders.SelectMany(name => request.Headers[name]).OfType<string>()];

    /// <summary>What stands behind <c>Authorization: Bearer</c>.</summary>
    public static IEnumerable<string> BearerTokens(HttpRequest request) => request.Headers.Authorization
        .OfType<string>()
        .Where(value => value.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase))
        .Select(value => value[BearerScheme.Length..].Trim(' '));
}
