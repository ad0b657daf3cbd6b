using System.Security.Cryptography;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Certificates;

/// <summary>What the files of a certificate held at one moment.</summary>
/// <param name="Options">Which files.</param>
/// <param name="Certificate">The bytes of the certificate's file.</param>
/// <param name="Key">The bytes of the key's file; null when there is none.</param>
internal sealed record CertificateFiles(TlsOptions Options, byte[] Certificate, byte[]? Key)
{
    /// <summary>Far above any chain; a device or a log named by mistake is not read into memory.</summary>
    private const int MostBytes = 1 << 20;

    /// <exception cref="CertificateException">A file cannot be read.</exception>
    public static CertificateFiles Read(TlsOptions options)
    {
        var certificate = ReadBytes(
            options.Certificate, (problem, expected) => CertificateException.OfCertificate(options, problem, expected));
        var key = options.Key is { } file
            ? ReadBytes(file, (problem, expected) => CertificateException.OfKey(options, problem, expected))
            : null;
        return new(options, certificate, key);
    }

    /// <summary>Equal exactly when the files are.</summary>
    public bool SameAs(CertificateFiles other) =>
        Fingerprint().AsSpan().SequenceEqual(other.Fingerprint());

    // Two hashes side by side: where one file ends and the other begins makes a difference.
    private byte[] Fingerprint() => [.. SHA256.HashData(Certificate), .. SHA256.HashData(Key ?? [])];

    /// <summary>The bytes of one file.</summary>
    /// <exception cref="CertificateException">It cannot be read.</exception>
    public static byte[] ReadBytes(string file, Func<string, string, CertificateException> fail)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var bytes = new byte[MostBytes];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length is 0 or MostBytes)
                throw fail(length == 0 ? "is empty" : "is larger than 1 MiB", "a certificate or a key");
            return bytes[..length];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw fail("does not exist", "a file");
        }
        catch (UnauthorizedAccessException)
        {
            throw fail("may not be read", Directory.Exists(file) ? "a file, not a folder" : "leave to read it");
        }
        catch (IOException exception) when (exception is not CertificateException)
        {
            throw fail($"cannot be read: {exception.Message}", "a file");
        }
    }
}
