using System.Text;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>A balancer whose data port speaks HTTP/2, over TLS or in cleartext.</summary>
public abstract class Http2Test : ServingTest
{
    private readonly CertificateFolder _certificate = new();
    private readonly List<Http2Client> _http2Clients = [];

    public static TheoryData<bool> OverTls { get; } = [true, false];

    private protected CertificateFolder Certificate => _certificate;

    private protected async Task<Http2Client> StartHttp2Async(
        bool overTls, Action<BalancerOptions> configure, params ScriptedBackend[] backends)
    {
        await StartAsync(
            options =>
            {
                var tls = overTls ? _certificate.Options : null;
                options.Listen = [new() { Address = FreePort, Protocols = HttpVersions.Http2, Tls = tls }];
                configure(options);
            },
            backends);
        return CreateHttp2Client();
    }

    private protected Task<Http2Client> StartHttp2Async(bool overTls, params ScriptedBackend[] backends) =>
        StartHttp2Async(overTls, static _ => { }, backends);

    private protected Http2Client CreateHttp2Client(Uri? address = null)
    {
        var client = new Http2Client(address ?? Address);
        _http2Clients.Add(client);
        return client;
    }

    private protected static ListenAddress FreePort { get; } = ListenAddress.Parse("127.0.0.1:0", out _)!.Value;

    private protected static async Task<string> ReadAsync(Stream stream, int bytes)
    {
        var buffer = new byte[bytes];
        await stream.ReadExactlyAsync(buffer, Patience.Token);
        return Encoding.UTF8.GetString(buffer);
    }

    private protected override void DisposeClients()
    {
        foreach (var client in _http2Clients)
            client.Dispose();
        _certificate.Dispose();
    }
}
