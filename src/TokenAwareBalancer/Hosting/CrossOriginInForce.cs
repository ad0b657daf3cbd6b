using Microsoft.AspNetCore.Cors.Infrastructure;
using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Hosting;

/// <summary>Which web pages may call, as configured at the moment.</summary>
internal sealed class CrossOriginInForce(ConfigurationInForce configuration) : ICorsPolicyProvider
{
    /// <summary>Whether the balancer says anything of it.</summary>
    public static bool AppliesTo(HttpContext context) => !PortRole.IsAdmin(context)
        && context.RequestServices.GetRequiredService<ConfigurationInForce>().Current.Rules.CrossOrigin is not null;

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName) =>
        Task.FromResult(configuration.Current.Rules.CrossOrigin);
}
