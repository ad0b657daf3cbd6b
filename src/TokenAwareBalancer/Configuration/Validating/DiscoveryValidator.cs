using System.Globalization;
using System.Net;
using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration.Validating;

/// <summary>The rules of names that stand for several backends.</summary>
internal sealed class DiscoveryValidator(BindingContext context)
{
    private static readonly SettingPath DnsServer = SettingPath.Root["discovery"]["dnsServer"];

    /// <param name="backend">What shall be looked up.</param>
    /// <param name="path">Of the backend.</param>
    public void Validate(BackendOptions backend, SettingPath path)
    {
        path = path["url"];
        if (backend.Discover == DiscoveryKind.None || context.HasErrorAt(path) || !context.IsWritten(path))
            return;
        if (backend.Url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
            Fail(path, backend.Url.AbsoluteUri, "has an address, of which DNS knows nothing more",
                "the name of a host, or discover: none");
        else if (backend is { Discover: DiscoveryKind.Services, Url.IsDefaultPort: false })
            Fail(path, backend.Url.AbsoluteUri, "has a port, which SRV records have too", "a url without a port");
    }

    public void Validate(DiscoveryOptions discovery)
    {
        if (discovery.DnsServer is { } server && !context.HasErrorAt(DnsServer)
            && (!IPEndPoint.TryParse(server, out var place) || (server.EndsWith(
                string.Create(CultureInfo.InvariantCulture, $":{place.Port}"), StringComparison.Ordinal)
                && place.Port == 0)))
            Fail(DnsServer, server, "is no address", "10.0.0.10, 127.0.0.1:8600 or [fd00::a]:53, for instance");
    }

    private void Fail(SettingPath path, string? value, string problem, string expected) =>
        context.Errors.Add(context.OriginOf(path).Error(path, value, problem, expected));
}
