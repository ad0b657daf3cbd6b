using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;
using TokenAwareBalancer.Certificates;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Hosting;

/// <summary>The web server's settings: its own limits give way to the balancer's.</summary>
internal static class KestrelSetup
{
    /// <summary>
    /// Kestrel's 100 would let a client's 101st request wait within the client, seen by nobody. A gateway with more
    /// than this in flight opens a second connection; unbounded, one connection could take the whole server.
    /// </summary>
    private const int StreamsPerConnection = 1000;

    /// <summary>A prompt of a megabyte crosses in one round trip, and four at once do before they share.</summary>
    private const int StreamWindowBytes = 1 << 20;

    private const int ConnectionWindowBytes = 4 << 20;

    /// <summary>
    /// What a connection may send ahead of its request's being read. Kestrel's 1 MiB, times 10,000 clients that go on
    /// sending while they are answered, would be 10 GiB.
    /// </summary>
    private const int ReadAheadBytes = 128 << 10;

    /// <summary>Scrapers, a few people and their pages; a part of the descriptors that clients do not get.</summary>
    private const int OperatorConnections = 64;

    public static void Configure(KestrelServerOptions server, BalancerOptions options)
    {
        server.AddServerHeader = false;
        // A line ends by CR and LF: whoever takes a bare LF for an end sees other headers than who does not.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        ConfigureLimits(server.Limits, (int)options.Limits.Header);
        server.Limits.RequestHeadersTimeout = options.Timeouts.Headers;
        server.Limits.KeepAliveTimeout = options.Timeouts.Idle;
        // Headers pass byte for byte, whatever their sender meant by the bytes beyond ASCII.
        server.RequestHeaderEncodingSelector = static name =>
            name == HeaderNames.ContentLength ? LengthEncoding.Instance : Encoding.Latin1;
        server.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        var certificates = server.ApplicationServices.GetRequiredService<PortCertificates>();
        var clients = new ConnectionPlaces(DescriptorLimit.MaxConnections());
        var operators = new ConnectionPlaces(OperatorConnections);
        foreach (var port in options.Listen)
        {
            Listen(server, port.Address, listen =>
            {
                clients.Guard(listen);
                Configure(listen, port, certificates);
            });
        }

        foreach (var port in options.Admin.Listen)
        {
            Listen(server, port.Address, listen =>
            {
                operators.Guard(listen);
                PortRole.MarkAsAdmin(listen);
                Configure(listen, port, certificates);
            });
        }
    }

    private static void ConfigureLimits(KestrelServerLimits limits, int headerBytes)
    {
        // Receiving has the limit and the caller's error shape.
        limits.MaxRequestBodySize = null;
        // A long prompt over a slow line is no attack: timeouts.client bounds its silences, timeouts.total the whole.
        limits.MinRequestBodyDataRate = null;
        // A client that pauses while reading an answer is not one either.
        limits.MinResponseDataRate = null;
        limits.MaxRequestBufferSize = Math.Max(ReadAheadBytes, headerBytes);
        limits.MaxRequestHeadersTotalSize = headerBytes;
        limits.MaxRequestLineSize = headerBytes;
        limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;
        limits.Http2.MaxRequestHeaderFieldSize = headerBytes;
    }

    private static void Configure(ListenOptions listen, ListenerOptions port, PortCertificates certificates)
    {
        listen.Protocols = port.SpokenVersions switch
        {
            HttpVersions.Http1 => HttpProtocols.Http1,
            HttpVersions.Http2 => HttpProtocols.Http2,
            _ => HttpProtocols.Http1AndHttp2,
        };
        if (port.Tls is not null)
            PortEncryption.Use(listen, certificates.Add(port));
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
