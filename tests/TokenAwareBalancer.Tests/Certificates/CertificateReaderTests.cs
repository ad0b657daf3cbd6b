using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Certificates;

/// <summary>What is read from files, and what is said of files that cannot be used.</summary>
public sealed class CertificateReaderTests : IDisposable
{
    private const string Password = "hunter22";

    private static readonly PbeParameters Encryption =
        new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 1000);

    private readonly CertificateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pem_WithItsChain_IsPresentedWhole()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Issuer("root", rootKey).CreateSelfSigned(CertificateFolder.NotBefore, NotAfter(3));
        using var middle = Issuer("middle", middleKey).Create(root, CertificateFolder.NotBefore, NotAfter(2), [1]);
        using var issuer = middle.CopyWithPrivateKey(middleKey);
        using var leaf = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256)
            .Create(issuer, CertificateFolder.NotBefore, NotAfter(1), [2]);
        File.WriteAllText(_folder.CertificateFile, leaf.ExportCertificatePem() + "\n" + middle.ExportCertificatePem());
        File.WriteAllText(_folder.KeyFile, key.ExportECPrivateKeyPem());

        var presented = CertificateReader.Read(CertificateFiles.Read(_folder.Options));

        Assert.Equal("CN=leaf", presented.TargetCertificate.Subject);
        Assert.Equal(["CN=middle"], presented.IntermediateCertificates.Select(certificate => certificate.Subject));
    }

    [Fact]
    public void KeyInEachForm_OfTheCertificate_IsFound()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = CertificateFolder.Create("one", key, NotAfter(1));
        var pem = certificate.ExportCertificatePem();
        (string Name, byte[] Certificate, string? Key)[] forms =
        [
            ("plain", Bytes(pem), key.ExportPkcs8PrivateKeyPem()),
            ("older", Bytes(pem), key.ExportECPrivateKeyPem()),
            ("encrypted", Bytes(pem), key.ExportEncryptedPkcs8PrivateKeyPem(Password, Encryption)),
            ("together", Bytes(pem + "\n" + key.ExportPkcs8PrivateKeyPem()), null),
            ("archive", certificate.Export(X509ContentType.Pkcs12, Password), null),
        ];
        foreach (var (name, file, keyFile) in forms)
        {
            File.WriteAllBytes(_folder[name], file);
            var options = new TlsOptions { Certificate = _folder[name], Password = Password };
            if (keyFile is not null)
                File.WriteAllText(options.Key = _folder[name + ".key"], keyFile);

            var presented = CertificateReader.Read(CertificateFiles.Read(options));

            Assert.Equal((name, "CN=one", true),
                (name, presented.TargetCertificate.Subject, presented.TargetCertificate.HasPrivateKey));
        }
    }

    [Theory]
    [InlineData("none", null, "certificate", "does not exist")]
    [InlineData("empty", null, "certificate", "is empty")]
    [InlineData("text", null, "certificate", "is neither PEM nor PKCS #12")]
    [InlineData("key", null, "certificate", "holds no certificate")]
    [InlineData("damaged", "key", "certificate", "holds a damaged certificate")]
    [InlineData("pem", null, "certificate", "holds no private key")]
    [InlineData("pem", "none", "key", "does not exist")]
    [InlineData("pem", "pem", "key", "holds no private key")]
    [InlineData("pem", "other", "key", "is not the key of this certificate")]
    [InlineData("pem", "rsa", "key", "is not the key of this certificate")]
    [InlineData("pem", "encrypted", "key", "is damaged, or cannot be decrypted with tls.password")]
    [InlineData("pem", "broken-key", "key", "holds a damaged private key")]
    [InlineData("archive", null, "certificate", "is damaged, or cannot be opened with tls.password")]
    [InlineData("archive", "key", "key", "is not needed: a PKCS #12 file holds its key")]
    public void Files_ThatCannotBeUsed_SayWhichAndWhy(string certificate, string? key, string setting, string problem)
    {
        WriteAllKinds();
        var options = new TlsOptions
        {
            Certificate = _folder[certificate],
            Key = key is null ? null : _folder[key],
            Password = "wrong",
        };

        var fault = Assert.Throws<CertificateException>(() => CertificateReader.Read(CertificateFiles.Read(options)));

        Assert.Equal((setting, problem), (fault.Setting, fault.Problem));
        Assert.Equal(setting == "key" ? options.Key : options.Certificate, fault.Value);
        Assert.DoesNotContain("wrong", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_EncryptedAndNoPassword_AsksForOne()
    {
        WriteAllKinds();
        var options = new TlsOptions { Certificate = _folder["pem"], Key = _folder["encrypted"] };

        var fault = Assert.Throws<CertificateException>(() => CertificateReader.Read(CertificateFiles.Read(options)));

        Assert.Equal(("is encrypted", "tls.password beside it"), (fault.Problem, fault.Expected));
    }

    private void WriteAllKinds()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        using var certificate = CertificateFolder.Create("one", key, NotAfter(1));
        var pem = certificate.ExportCertificatePem();
        File.WriteAllText(_folder["empty"], "");
        File.WriteAllText(_folder["text"], "no certificate");
        File.WriteAllText(_folder["pem"], pem);
        File.WriteAllText(_folder["damaged"], pem.Replace(pem[60..80], new string('A', 20), StringComparison.Ordinal));
        File.WriteAllText(_folder["key"], key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder["other"], other.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder["rsa"], rsa.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder["broken-key"], key.ExportPkcs8PrivateKeyPem().Remove(60, 40));
        File.WriteAllText(_folder["encrypted"], key.ExportEncryptedPkcs8PrivateKeyPem(Password, Encryption));
        File.WriteAllBytes(_folder["archive"], certificate.Export(X509ContentType.Pkcs12, Password));
    }

    private static byte[] Bytes(string pem) => System.Text.Encoding.ASCII.GetBytes(pem);

    private static DateTimeOffset NotAfter(int years) => CertificateFolder.NotBefore.AddYears(years);

    private static CertificateRequest Issuer(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        return request;
    }
}
