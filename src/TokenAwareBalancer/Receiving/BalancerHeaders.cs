namespace TokenAwareBalancer.Receiving;

/// <summary>Names of the headers that the balancer adds to answers or reads from requests.</summary>
internal static class BalancerHeaders
{
    public const string RequestId = "x-request-id";

    /// <summary>Where Anthropic's clients look for it.</summary>
    public const string AnthropicRequestId = "request-id";

    /// <summary>
    /// On the list of models, which has no other header that is a balancer's alone, so that they know each other.
    /// </summary>
    public const string Balancer = "x-balancer";

    /// <summary>What <see cref="Balancer"/> says.</summary>
    public const string BalancerName = "token-aware-balancer";

    public const string Backend = "x-balancer-backend";
    public const string PromptTokens = "x-balancer-prompt-tokens";

    /// <summary>On an answer that is such a count: whether it is exact, as <c>docs/counting.md</c> says.</summary>
    public const string PromptTokensExact = "x-balancer-prompt-tokens-exact";

    public const string Reason = "x-balancer-reason";
    public const string FirstTokenTimeout = "x-balancer-first-token-timeout";
    public const string BetweenTokensTimeout = "x-balancer-between-tokens-timeout";
    public const string TotalTimeout = "x-balancer-total-timeout";

    /// <summary>On a request: how long its client expects each answer to be.</summary>
    public const string ExpectedOutputTokens = "x-balancer-expected-output-tokens";

    public const string RetryAfterMilliseconds = "retry-after-ms";

    /// <summary>Where Anthropic's clients put their key.</summary>
    public const string ApiKey = "x-api-key";

    /// <summary>Where Azure's clients put theirs.</summary>
    public const string AzureApiKey = "api-key";

    /// <summary>Whether an answer with this header comes from a balancer, this one or another.</summary>
    public static bool IsBalancers(string header) =>
        header.Equals(Balancer, StringComparison.OrdinalIgnoreCase)
        || header.StartsWith(Balancer + "-", StringComparison.OrdinalIgnoreCase);
}
