using System.Globalization;

namespace TokenAwareBalancer.Simulating.Running;

/// <summary>The names by which a balancer knows the tenants of a simulation, each made once.</summary>
internal sealed class TenantNames
{
    private readonly Dictionary<int, string> _names = [];

    /// <param name="tenant">Of a request.</param>
    public string NameOf(int tenant)
    {
        if (!_names.TryGetValue(tenant, out var name))
            _names.Add(tenant, name = tenant.ToString(CultureInfo.InvariantCulture));
        return name;
    }
}
