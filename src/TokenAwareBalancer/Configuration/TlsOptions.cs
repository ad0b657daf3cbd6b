using System.Text.Json.Serialization;
using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>The files of a certificate. Relative paths start at the working directory.</summary>
internal sealed class TlsOptions
{
    [Text("The certificate's file: PEM, followed by its chain, or a PKCS #12 archive (.pfx).",
        TextPatterns.File, TextPatterns.FileExpected), Required]
    public string Certificate { get; set; } = "";

    /// <summary>Null when the certificate's file holds the key too.</summary>
    [Text("The PEM file of the private key.", TextPatterns.File, TextPatterns.FileExpected,
        WhenAbsent = "in the certificate's file")]
    public string? Key { get; set; }

    [Text("The password of an encrypted key or archive; best taken from the environment.",
        TextPatterns.Line, TextPatterns.LineExpected, WhenAbsent = "not encrypted")]
    [Secret, JsonIgnore]
    public string? Password { get; set; }
}
