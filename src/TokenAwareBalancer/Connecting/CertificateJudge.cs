using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Connecting;

/// <summary>Decides whether a server's certificate will do, and says in words why not. For one handshake.</summary>
internal sealed class CertificateJudge(BackendTls tls, string serverName)
{
    /// <summary>Names come from whoever answers.</summary>
    private const int LongestName = 200;

    public string ServerName { get; } = serverName;

    /// <summary>Null while nothing is wrong.</summary>
    public string? Problem { get; private set; }

    /// <summary>What TLS calls when it has the server's certificate.</summary>
    public bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (tls.IsInsecure || errors == SslPolicyErrors.None)
            return true;
        Problem = certificate is not X509Certificate2 shown
            ? "it shows no certificate"
            : string.Join("; ", Problems(shown, chain, errors).Distinct());
        return false;
    }

    private IEnumerable<string> Problems(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        foreach (var status in chain?.ChainStatus ?? [])
        {
            yield return status.Status switch
            {
                X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain =>
                    $"its certificate ({Clean(certificate.Subject)}, issued by {Clean(certificate.Issuer)}) leads to no "
                    + $"authority that is trusted ({tls.AuthorityFile ?? "of this system; tls.ca names another"})",
                X509ChainStatusFlags.NotTimeValid => ProblemOfTime(certificate),
                _ => $"its certificate is not valid ({status.Status}: {Clean(status.StatusInformation)})",
            };
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            yield return $"its certificate is for {Names(certificate)}, and not for {ServerName}";
    }

    private static string ProblemOfTime(X509Certificate2 certificate)
    {
        var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return string.Create(CultureInfo.InvariantCulture,
            $"its certificate, or one that it leads to, is not valid now (from {from:yyyy-MM-dd HH:mm'Z'} ")
            + string.Create(CultureInfo.InvariantCulture, $"until {to:yyyy-MM-dd HH:mm'Z'})");
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames()
                .Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
            .ToArray();
        return Clean(names.Length > 0 ? string.Join(", ", names) : certificate.Subject);
    }

    private static string Clean(string name) =>
        new([.. name.Take(LongestName).Select(character => char.IsControl(character) ? ' ' : character)]);
}
