using Microsoft.AspNetCore.Cors.Infrastructure;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Hosting;

/// <summary>What browsers are told of the configured origins.</summary>
internal static class CrossOriginPolicy
{
    // Named one by one: an asterisk would not cover them when credentials are allowed. The last six are OpenAI's.
    private static readonly string[] ReadableHeaders =
    [
        BalancerHeaders.RequestId, BalancerHeaders.AnthropicRequestId, BalancerHeaders.Backend,
        BalancerHeaders.PromptTokens, BalancerHeaders.Reason, "retry-after", BalancerHeaders.RetryAfterMilliseconds,
        "x-ratelimit-limit-requests", "x-ratelimit-limit-tokens", "x-ratelimit-remaining-requests",
        "x-ratelimit-remaining-tokens", "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens",
    ];

    /// <summary>Any method and any header may be sent: clients' libraries add headers of their own.</summary>
    public static CorsPolicy Of(CrossOriginOptions options)
    {
        var policy = new CorsPolicyBuilder()
            .WithOrigins([.. options.Origins])
            .AllowAnyMethod()
            .AllowAnyHeader()
            .WithExposedHeaders(ReadableHeaders)
            .SetPreflightMaxAge(options.MaxAge);
        return (options.Credentials ? policy.AllowCredentials() : policy).Build();
    }
}
