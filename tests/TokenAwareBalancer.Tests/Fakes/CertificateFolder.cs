using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Fakes;

/// <summary>A folder with a server's certificate and its key in PEM, made for one test and removed after it.</summary>
internal sealed class CertificateFolder : IDisposable
{
    public static readonly DateTimeOffset NotBefore = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public CertificateFolder() => Write("first");

    public string CertificateFile => Path.Combine(_folder.FullName, "tls.crt");

    public string KeyFile => Path.Combine(_folder.FullName, "tls.key");

    public TlsOptions Options => new() { Certificate = CertificateFile, Key = KeyFile };

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Puts a new pair in the place of the old one.</summary>
    public void Write(string name, DateTimeOffset? notAfter = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Create(name, key, notAfter ?? NotBefore.AddYears(10));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate that it signed itself, with its key.</summary>
    public static X509Certificate2 Create(string name, ECDsa key, DateTimeOffset notAfter)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(NotBefore, notAfter);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
