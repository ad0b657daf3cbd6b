using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using TokenAwareBalancer.Certificates;

namespace TokenAwareBalancer.Hosting;

/// <summary>TLS on a port: each handshake gets the certificate of the moment, with its chain.</summary>
internal static class PortEncryption
{
    public static void Use(ListenOptions listen, ReloadingCertificate certificate) =>
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(
                new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current }),
        });
}
