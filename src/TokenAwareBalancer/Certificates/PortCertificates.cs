using System.Collections.Concurrent;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Certificates;

/// <summary>The certificates of all encrypted ports. Thread-safe.</summary>
internal sealed class PortCertificates : IDisposable
{
    private readonly ConcurrentQueue<ReloadingCertificate> _certificates = new();
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public PortCertificates(TimeProvider time, ILoggerFactory logs)
    {
        _time = time;
        _log = logs.CreateLogger("balancer.tls");
    }

    /// <summary>Reads a port's certificate and keeps it up to date.</summary>
    /// <exception cref="CertificateException">The files hold no certificate with its key.</exception>
    public ReloadingCertificate Add(ListenerOptions port)
    {
        var certificate = new ReloadingCertificate(port.Tls!, port.Address.Text, _time, _log);
        _certificates.Enqueue(certificate);
        return certificate;
    }

    public IEnumerable<CertificateReading> Read() => _certificates.Select(certificate => certificate.Reading);

    public void Dispose()
    {
        foreach (var certificate in _certificates)
            certificate.Dispose();
    }
}
