using Microsoft.AspNetCore.Cors.Infrastructure;
using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Forwarding;
using TokenAwareBalancer.Hosting;

namespace TokenAwareBalancer.Receiving;

/// <summary>What one configuration says of requests. Immutable; a request keeps those it arrived under to its end.</summary>
internal sealed class RequestRules
{
    public RequestRules(BalancerOptions options)
    {
        Keys = new ClientKeys(options.Keys);
        AdminToken = new AdminToken(options.Admin.Token);
        CrossOrigin = options.Cors is { } cors ? CrossOriginPolicy.Of(cors) : null;
        BodyBytes = options.Limits.Body;
        JsonDepth = options.Limits.JsonDepth;
        ClientSilence = options.Timeouts.Client;
        HoldLimit = options.Timeouts.Hold;
        Timeouts = new TimeoutRules(options.Timeouts, options.Models);
        PrefixSharing = options.PrefixCache.Enabled ? options.PrefixCache.Sharing : null;
        Sends = options.Failover.Sends;
        Forwarding = new ForwardingOptions(
            options.ForwardClientAuthorization, options.ForwardedHeaders, options.RequestUsage,
            options.Cors is not null);
    }

    /// <summary>Those of a configuration that says nothing.</summary>
    public static RequestRules Default { get; } = new(new BalancerOptions());

    /// <summary>Who may come.</summary>
    public ClientKeys Keys { get; }

    /// <summary>What an operator must present.</summary>
    public AdminToken AdminToken { get; }

    /// <summary>Which web pages may call; null leaves the matter to others.</summary>
    public CorsPolicy? CrossOrigin { get; }

    /// <summary>The largest body.</summary>
    public long BodyBytes { get; }

    /// <summary>The deepest JSON.</summary>
    public int JsonDepth { get; }

    /// <summary>How long its client may send nothing of its body, or leave the balancer's own answer unread.</summary>
    public TimeSpan ClientSilence { get; }

    /// <summary>How long it may stand in line; 0 for not at all.</summary>
    public TimeSpan HoldLimit { get; }

    public TimeoutRules Timeouts { get; }

    /// <summary>With whose prompts it may share its beginning; null where nobody looks.</summary>
    public PrefixSharing? PrefixSharing { get; }

    /// <summary>How often it may be sent, over all backends: a prompt that kills engines must not visit them all.</summary>
    public int Sends { get; }

    public ForwardingOptions Forwarding { get; }
}
