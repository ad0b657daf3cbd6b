using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TokenAwareBalancer.Certificates;

/// <summary>Makes of the bytes of files what a server presents: certificate, chain and key.</summary>
internal static class CertificateReader
{
    private const string ExpectedCertificate = "PEM text that begins with the server's certificate, or a PKCS #12 file";

    /// <exception cref="CertificateException">The files hold no certificate with its key.</exception>
    public static SslStreamCertificateContext Read(CertificateFiles files)
    {
        var certificates = IsPem(files.Certificate) ? ReadPem(files) : ReadArchive(files);
        // Offline: the chain is what the file holds, not what could be fetched from elsewhere while it is read.
        return SslStreamCertificateContext.Create(certificates[0], certificates, offline: true);
    }

    private static bool IsPem(byte[] bytes) => bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    /// <returns>The server's certificate with its key, then all that the file holds.</returns>
    private static X509Certificate2Collection ReadPem(CertificateFiles files)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(Encoding.UTF8.GetString(files.Certificate));
        }
        catch (CryptographicException)
        {
            throw CertificateException.OfCertificate(
                files.Options, "holds a damaged certificate", ExpectedCertificate);
        }

        if (all.Count == 0)
            throw CertificateException.OfCertificate(files.Options, "holds no certificate", ExpectedCertificate);
        all.Insert(0, PrivateKeyReader.Attach(all[0], files));
        return all;
    }

    private static X509Certificate2Collection ReadArchive(CertificateFiles files)
    {
        if (ContentOf(files.Certificate) != X509ContentType.Pkcs12)
            throw CertificateException.OfCertificate(
                files.Options, "is neither PEM nor PKCS #12", ExpectedCertificate);
        if (files.Options.Key is not null)
            throw CertificateException.OfKey(
                files.Options, "is not needed: a PKCS #12 file holds its key", "no key beside it");
        var all = OpenArchive(files);
        if (all.FirstOrDefault(certificate => certificate.HasPrivateKey) is not { } own)
            throw CertificateException.OfCertificate(
                files.Options, "holds no private key", "the key beside its certificate");
        all.Insert(0, own);
        return all;
    }

    private static X509Certificate2Collection OpenArchive(CertificateFiles files)
    {
        try
        {
            // Kept in memory only, where the system can serve from there.
            var storage = OperatingSystem.IsLinux()
                ? X509KeyStorageFlags.EphemeralKeySet
                : X509KeyStorageFlags.DefaultKeySet;
            return X509CertificateLoader.LoadPkcs12Collection(files.Certificate, files.Options.Password, storage);
        }
        catch (CryptographicException)
        {
            throw CertificateException.OfCertificate(
                files.Options, "is damaged, or cannot be opened with tls.password", "an archive and its password");
        }
    }

    private static X509ContentType ContentOf(byte[] bytes)
    {
        try
        {
            return X509Certificate2.GetCertContentType(bytes);
        }
        catch (CryptographicException)
        {
            return X509ContentType.Unknown;
        }
    }
}
