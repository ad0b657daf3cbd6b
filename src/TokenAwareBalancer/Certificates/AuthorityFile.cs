using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TokenAwareBalancer.Certificates;

/// <summary>Reads the certificates of authorities: PEM, one after another, or a single one in DER.</summary>
internal static class AuthorityFile
{
    private const string Expected = "the certificate of an authority in PEM, or of a server that signed its own";

    /// <exception cref="CertificateException">The file cannot be read.</exception>
    public static byte[] ReadBytes(string file) =>
        CertificateFiles.ReadBytes(
            file, (problem, expected) => CertificateException.OfAuthority(file, problem, expected));

    /// <exception cref="CertificateException">It holds none that a chain can end at.</exception>
    public static X509Certificate2Collection Parse(string file, byte[] content)
    {
        var all = new X509Certificate2Collection();
        try
        {
            if (content.AsSpan().IndexOf("-----BEGIN "u8) >= 0)
                all.ImportFromPem(Encoding.UTF8.GetString(content));
            else
                all.Add(X509CertificateLoader.LoadCertificate(content));
        }
        catch (CryptographicException)
        {
            throw CertificateException.OfAuthority(file, "holds a damaged certificate, or none", Expected);
        }

        // Chains end at a certificate that signed itself: one that another has signed would never be trusted.
        if (!all.Any(IsRoot))
            throw CertificateException.OfAuthority(
                file,
                all.Count == 0 ? "holds no certificate" : "holds no certificate that signed itself (a root)",
                Expected);
        return all;
    }

    private static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
