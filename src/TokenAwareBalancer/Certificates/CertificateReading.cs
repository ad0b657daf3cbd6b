namespace TokenAwareBalancer.Certificates;

/// <summary>When a port's certificate ends, for the metrics.</summary>
/// <param name="Port">The configured address.</param>
/// <param name="NotAfterSeconds">Seconds since 1970.</param>
internal readonly record struct CertificateReading(string Port, long NotAfterSeconds);
