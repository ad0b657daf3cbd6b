namespace TokenAwareBalancer.Configuration;

/// <summary>The HTTP versions that a port speaks.</summary>
internal enum HttpVersions
{
    Http1,

    /// <summary>Over TLS, or in cleartext with prior knowledge.</summary>
    Http2,

    /// <summary>The client chooses within the TLS handshake (ALPN).</summary>
    Http1AndHttp2,
}
