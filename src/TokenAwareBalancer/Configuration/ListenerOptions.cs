using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>A port that is opened: its address, the HTTP versions spoken there, and its certificate.</summary>
[Shorthand(nameof(Address))]
internal sealed class ListenerOptions
{
    [ListenOn("Where the port is opened; port 0 takes any free one."), Required]
    public ListenAddress Address { get; set; }

    /// <summary>
    /// Null for all that the port can tell apart: with TLS the client says which version it speaks, without it cannot.
    /// </summary>
    [Choice<HttpVersions>("The HTTP versions spoken there; both need tls.",
        WhenAbsent = "http1AndHttp2 with tls, http1 without")]
    public HttpVersions? Protocols { get; set; }

    /// <summary>Null for cleartext.</summary>
    [Group("The certificate of an encrypted port; its files are read again when they change.",
        WhenAbsent = "cleartext")]
    public TlsOptions? Tls { get; set; }

    /// <summary>What is spoken, configured or by default.</summary>
    public HttpVersions SpokenVersions =>
        Protocols ?? (Tls is null ? HttpVersions.Http1 : HttpVersions.Http1AndHttp2);

    /// <summary>An address alone is a port with every default, as in the file.</summary>
    public static implicit operator ListenerOptions(ListenAddress address) => new() { Address = address };

    public override string ToString() => Tls is null ? Address.Text : $"{Address.Text} (TLS)";
}
