namespace TokenAwareBalancer.Fleet;

/// <summary>How a server is known, and how it is told who asks, where its address is https.</summary>
/// <remarks>Two backends with equal ones may share connections; that of unequal ones are kept apart.</remarks>
public sealed record BackendTls
{
    /// <summary>The authorities of this system, the address's own name, and no certificate of ours.</summary>
    public static BackendTls Usual { get; } = new();

    /// <summary>The file of the only authorities that are trusted; null trusts those of this system.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>What the server's certificate must be for; null is the host that it is addressed by.</summary>
    public string? ServerName { get; init; }

    /// <summary>The file of the certificate that is shown to the server; null shows none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The file of its key; null when the certificate's holds it.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Of the key or the archive; null when it is not encrypted.</summary>
    public Secret? Password { get; init; }

    /// <summary>Whether any certificate will do, so that anybody on the way can be the server.</summary>
    public bool IsInsecure { get; init; }
}
