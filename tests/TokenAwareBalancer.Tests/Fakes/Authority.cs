using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TokenAwareBalancer.Fakes;

/// <summary>An authority of a test's own, with a folder for what it issues; removed after the test.</summary>
internal sealed class Authority : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;

    public Authority(string name = "Test Authority")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddYears(1));
        File.WriteAllText(InFolder("ca.crt"), _root.ExportCertificatePem());
    }

    /// <summary>The file of its own certificate.</summary>
    public string CaFile => InFolder("ca.crt");

    /// <summary>A certificate with its key, for a host or for a client.</summary>
    public X509Certificate2 Issue(string name, DateTimeOffset? notAfter = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(
            _root, DateTimeOffset.UtcNow.AddDays(-20), notAfter ?? DateTimeOffset.UtcNow.AddDays(30),
            RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(
            whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>The same, as two files that are put in the place of older ones.</summary>
    public (string Certificate, string Key) IssueFiles(string name)
    {
        using var issued = Issue(name);
        using var key = issued.GetECDsaPrivateKey()!;
        File.WriteAllText(InFolder("client.crt"), issued.ExportCertificatePem());
        File.WriteAllText(InFolder("client.key"), key.ExportPkcs8PrivateKeyPem());
        return (InFolder("client.crt"), InFolder("client.key"));
    }

    /// <summary>Whether it has issued this one.</summary>
    public bool HasIssued(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    private string InFolder(string name) => Path.Combine(_folder.FullName, name);
}
