using System.Globalization;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Certificates;

/// <summary>A certificate cannot be had from its files: which setting is to blame, and why.</summary>
/// <remarks>An <see cref="IOException"/>, so that a file that breaks while the program starts is told as one.</remarks>
internal sealed class CertificateException : IOException
{
    private CertificateException(string setting, string? value, string problem, string expected)
        : base(string.Create(CultureInfo.InvariantCulture, $"tls.{setting} \"{value}\" {problem}; expected {expected}"))
    {
        Setting = setting;
        Value = value;
        Problem = problem;
        Expected = expected;
    }

    /// <summary>The key within <c>tls</c>.</summary>
    public string Setting { get; }

    /// <summary>The file.</summary>
    public string? Value { get; }

    /// <summary>Reads on from the value.</summary>
    public string Problem { get; }

    /// <summary>Reads on from "expected".</summary>
    public string Expected { get; }

    public static CertificateException OfCertificate(TlsOptions options, string problem, string expected) =>
        new("certificate", options.Certificate, problem, expected);

    /// <summary>Of the authorities that a server's certificate must lead to.</summary>
    public static CertificateException OfAuthority(string file, string problem, string expected) =>
        new("ca", file, problem, expected);

    /// <summary>Of the key's own file, or of the one that should hold both.</summary>
    public static CertificateException OfKey(TlsOptions options, string problem, string expected) =>
        options.Key is { } key
            ? new("key", key, problem, expected)
            : OfCertificate(options, problem, expected);
}
