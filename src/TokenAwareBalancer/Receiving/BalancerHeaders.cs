namespace TokenAwareBalancer.Receiving;

/// <summary>Names of the headers that the balancer adds to answers or reads from requests.</summary>
internal static class BalancerHeaders
{
    public const string RequestId = "x-request-id";

    /// <summary>Where Anthropic's clients look for it.</summary>
    public const string AnthropicRequestId = "request-id";

    public const string Backend = "x-balancer-backend";
    public const string PromptTokens = "x-balancer-prompt-tokens";

    /// <summary>On an answer that is such a count: whether it is exact, as <c>docs/counting.md</c> says.</summary>
    public const string PromptTokensExact = "x-balancer-prompt-tokens-exact";

    public const string Reason = "x-balancer-reason";
    public const string RetryAfterMilliseconds = "retry-after-ms";

    /// <summary>Where Anthropic's clients put their key.</summary>
    public const string ApiKey = "x-api-key";
}
