using System.Text.Json.Serialization;
using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>TLS to one backend. Relative paths start at the working directory.</summary>
internal sealed class BackendTlsOptions
{
    /// <summary>Null for the authorities of this system.</summary>
    [Text("The file of the only authorities that the backend's certificate may lead to, in PEM; also the backend's own "
        + "certificate, if it signed it itself.", TextPatterns.File, TextPatterns.FileExpected,
        WhenAbsent = "the authorities of this system")]
    public string? Ca { get; set; }

    /// <summary>Null for the host of the url.</summary>
    [Text("The name that the backend's certificate must be for, and that it is asked by (SNI).",
        TextPatterns.HostName, TextPatterns.HostNameExpected, WhenAbsent = "the host of url")]
    public string? ServerName { get; set; }

    /// <summary>Null to show none.</summary>
    [Text("The certificate that the balancer shows to the backend: PEM with its chain, or a PKCS #12 archive.",
        TextPatterns.File, TextPatterns.FileExpected, WhenAbsent = "none is shown")]
    public string? Certificate { get; set; }

    /// <summary>Null when the certificate's file holds the key too.</summary>
    [Text("The PEM file of its private key.", TextPatterns.File, TextPatterns.FileExpected,
        WhenAbsent = "in the certificate's file")]
    public string? Key { get; set; }

    [Text("The password of an encrypted key or archive; best taken from the environment.",
        TextPatterns.Line, TextPatterns.LineExpected, WhenAbsent = "not encrypted")]
    [Secret, JsonIgnore]
    public string? Password { get; set; }

    /// <summary>Off, because then whoever is on the way can read the prompts and the backend's key.</summary>
    [Toggle("Take any certificate, so that anybody on the way can pose as the backend.")]
    public bool Insecure { get; set; }
}
