using TokenAwareBalancer.Certificates;
using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration.Validating;

/// <summary>
/// The rules of the ports: what they can speak, their certificates, and who may reach the operators'.
/// </summary>
internal sealed class PortsValidator(BalancerOptions options, BindingContext context)
{
    private static readonly SettingPath Listen = SettingPath.Root["listen"];
    private static readonly SettingPath Admin = SettingPath.Root["admin"];

    public void Validate()
    {
        foreach (var (path, port) in Written(Listen, options.Listen))
            ValidatePort(port, path);
        foreach (var (path, port) in Written(Admin["listen"], options.Admin.Listen))
        {
            ValidatePort(port, path);
            RequireToken(port, path);
        }
    }

    private void ValidatePort(ListenerOptions port, SettingPath path)
    {
        if (port.Tls is not null)
            ValidateCertificate(port.Tls, path["tls"]);
        else if (port.Protocols == HttpVersions.Http1AndHttp2)
            // Kestrel would answer HTTP/2 there with an error: only within a TLS handshake does a client choose.
            context.Fail(context.OriginOf(path["protocols"]), path["protocols"],
                "http1AndHttp2", "needs tls", "http1 or http2, each at an address of its own");
    }

    private void ValidateCertificate(TlsOptions tls, SettingPath path)
    {
        try
        {
            CertificateReader.Read(CertificateFiles.Read(tls));
        }
        catch (CertificateException fault)
        {
            var setting = path[fault.Setting];
            context.Fail(context.OriginOf(setting), setting, fault.Value!, fault.Problem, fault.Expected);
        }
    }

    private void RequireToken(ListenerOptions port, SettingPath path)
    {
        if (!port.Address.IsLoopback && options.Admin.Token is null && !context.HasErrorAt(Admin["token"]))
            context.Fail(context.OriginOf(path["address"]), path["address"], port.Address.Text,
                "is open to other machines without a token", "admin.token beside it, or a loopback address");
    }

    // A default needs no check, and a port with an error would be checked by what nobody wrote.
    private IEnumerable<(SettingPath Path, ListenerOptions Port)> Written(
        SettingPath list, IReadOnlyList<ListenerOptions> ports) => ports
        .Select((port, index) => (Path: context.IsWritten(list[index]) ? list[index] : list, Port: port))
        .Where(entry => context.IsWritten(entry.Path["address"]) && !context.HasErrorAt(entry.Path));
}
