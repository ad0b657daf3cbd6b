using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Hosting;

/// <summary>The web server's settings: its own limits give way to the balancer's.</summary>
internal static class KestrelSetup
{
    public static void Configure(KestrelServerOptions server, BalancerOptions options)
    {
        server.AddServerHeader = false;
        // Receiving has the limit and the caller's error shape.
        server.Limits.MaxRequestBodySize = null;
        // A long prompt over a slow line is no attack: the total time-out bounds it.
        server.Limits.MinRequestBodyDataRate = null;
        // A client that pauses while reading an answer is not one either.
        server.Limits.MinResponseDataRate = null;
        server.Limits.MaxConcurrentConnections = DescriptorLimit.MaxConnections();
        // Headers pass byte for byte, whatever their sender meant by the bytes beyond ASCII.
        server.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        server.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        foreach (var address in options.Listen)
            Listen(server, address, static _ => { });
        foreach (var address in options.Admin.Listen)
            Listen(server, address, PortRole.MarkAsAdmin);
    }

    private static void Listen(KestrelServerOptions server, ListenAddress address, Action<ListenOptions> configure)
    {
        if (address.IsLocalhost)
            server.ListenLocalhost(address.Port, configure);
        else if (address.IsEveryInterface)
            server.ListenAnyIP(address.Port, configure);
        else
            server.Listen(address.Address!, address.Port, configure);
    }
}
