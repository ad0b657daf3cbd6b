using TokenAwareBalancer.Certificates;
using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration.Validating;

/// <summary>The rules of TLS to one backend: what goes together, and that the files can be used.</summary>
internal sealed class BackendTlsValidator(BindingContext context)
{
    /// <param name="backend">Whose.</param>
    /// <param name="path">Of the backend.</param>
    public void Validate(BackendOptions backend, SettingPath path)
    {
        if (backend.Tls is not { } tls || context.HasErrorAt(path["tls"]) || context.HasErrorAt(path["url"]))
            return;
        path = path["tls"];
        if (backend.Url.Scheme != Uri.UriSchemeHttps)
            Fail(path, null, "has no effect on an http url", "an https url, or no tls");
        if (tls is { Insecure: true, Ca: { } unused })
            Fail(path["ca"], unused, "is not looked at with insecure: true", "one of the two");
        if (tls.Certificate is null)
            RequireCertificate(tls, path);
        else
            Try(path, () => CertificateReader.Read(CertificateFiles.Read(
                new() { Certificate = tls.Certificate, Key = tls.Key, Password = tls.Password })));
        if (tls is { Ca: { } ca, Insecure: false })
            Try(path, () => AuthorityFile.Parse(ca, AuthorityFile.ReadBytes(ca)));
    }

    private void RequireCertificate(BackendTlsOptions tls, SettingPath path)
    {
        if (tls.Key is { } key)
            Fail(path["key"], key, "has no certificate", "tls.certificate beside it");
        if (tls.Password is not null)
            Fail(path["password"], null, "has no certificate", "tls.certificate beside it");
    }

    private void Try(SettingPath path, Action read)
    {
        try
        {
            read();
        }
        catch (CertificateException fault)
        {
            Fail(path[fault.Setting], fault.Value, fault.Problem, fault.Expected);
        }
    }

    private void Fail(SettingPath path, string? value, string problem, string expected) =>
        context.Errors.Add(context.OriginOf(path).Error(path, value, problem, expected));
}
