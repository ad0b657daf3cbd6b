using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TokenAwareBalancer.Certificates;

/// <summary>Finds the private key of a certificate in PEM, and says what is wrong where there is none.</summary>
internal static class PrivateKeyReader
{
    private const string ExpectedKey = "the certificate's private key in PEM";

    /// <summary>The certificate with its key.</summary>
    /// <exception cref="CertificateException">There is no such key.</exception>
    public static X509Certificate2 Attach(X509Certificate2 certificate, CertificateFiles files)
    {
        var pem = Encoding.UTF8.GetString(files.Key ?? files.Certificate);
        if (!pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw CertificateException.OfKey(files.Options, "holds no private key",
                files.Options.Key is null ? "the key beside its certificate, or tls.key" : ExpectedKey);
        if (pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw CertificateException.OfKey(files.Options, "is encrypted in OpenSSL's old form",
                "a key that openssl pkcs8 -topk8 has converted");
        return pem.Contains("ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal)
            ? AttachEncrypted(certificate, files, pem)
            : AttachPlain(certificate, files, pem);
    }

    private static X509Certificate2 AttachEncrypted(X509Certificate2 certificate, CertificateFiles files, string pem)
    {
        if (files.Options.Password is not { } password)
            throw CertificateException.OfKey(files.Options, "is encrypted", "tls.password beside it");
        try
        {
            return Usable(X509Certificate2.CreateFromEncryptedPem(certificate.ExportCertificatePem(), pem, password));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw Unusable(files, key => key.ImportFromEncryptedPem(pem, password),
                "is damaged, or cannot be decrypted with tls.password");
        }
    }

    private static X509Certificate2 AttachPlain(X509Certificate2 certificate, CertificateFiles files, string pem)
    {
        try
        {
            return Usable(X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), pem));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw Unusable(files, key => key.ImportFromPem(pem), "holds a damaged private key");
        }
    }

    // The library does not say whether the key is broken or another's: a key that can be read alone is another's.
    private static CertificateException Unusable(
        CertificateFiles files, Action<AsymmetricAlgorithm> import, string ifDamaged)
    {
        using var rsa = RSA.Create();
        using var ecdsa = ECDsa.Create();
        return CanRead(rsa, import) || CanRead(ecdsa, import)
            ? CertificateException.OfKey(files.Options, "is not the key of this certificate",
                $"the key that belongs to \"{files.Options.Certificate}\"")
            : CertificateException.OfKey(files.Options, ifDamaged, ExpectedKey);
    }

    private static bool CanRead(AsymmetricAlgorithm key, Action<AsymmetricAlgorithm> import)
    {
        try
        {
            import(key);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    // Windows serves no key that lives in memory only: it takes one that came out of an archive.
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null)
        : certificate;
}
