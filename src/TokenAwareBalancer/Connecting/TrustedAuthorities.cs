using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenAwareBalancer.Certificates;

namespace TokenAwareBalancer.Connecting;

/// <summary>The only authorities that are trusted: those of a file, which is looked at again when it is needed.</summary>
/// <remarks>What cannot be used leaves the last good ones in place, and is told once. Guarded by <c>_lock</c>.</remarks>
internal sealed partial class TrustedAuthorities
{
    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private byte[] _seen = [];
    private X509Certificate2Collection? _certificates;
    private long _lookedTimestamp;
    private string? _problem;

    public TrustedAuthorities(string file, TimeProvider time, ILogger log)
    {
        _file = file;
        _time = time;
        _log = log;
    }

    /// <summary>
    /// How a chain is built with the system's authorities: nothing is fetched either, lest a certificate that anybody
    /// may show makes the balancer ask whom it names.
    /// </summary>
    public static X509ChainPolicy CreateSystemPolicy() => new()
    {
        TrustMode = X509ChainTrustMode.System,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    /// <summary>How a chain is built with these: nothing is fetched, and nobody is asked for revocations.</summary>
    /// <exception cref="CertificateException">The file has never been usable.</exception>
    public X509ChainPolicy CreatePolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(Certificates());
        return policy;
    }

    private X509Certificate2Collection Certificates()
    {
        lock (_lock)
        {
            if (_certificates is not null
                && _time.GetElapsedTime(_lookedTimestamp) < ReloadingCertificate.Interval)
                return _certificates;
            _lookedTimestamp = _time.GetTimestamp();
            try
            {
                Look_NeedsLock();
                _problem = null;
            }
            catch (CertificateException exception) when (_certificates is not null)
            {
                if (_problem != exception.Message)
                    Log.NotReloaded(_log, exception.Message);
                _problem = exception.Message;
            }

            return _certificates!;
        }
    }

    private void Look_NeedsLock()
    {
        var content = AuthorityFile.ReadBytes(_file);
        var hash = SHA256.HashData(content);
        if (hash.AsSpan().SequenceEqual(_seen))
            return;
        var isFirst = _certificates is null;
        _certificates = AuthorityFile.Parse(_file, content);
        _seen = hash;
        if (!isFirst)
            Log.Reloaded(_log, _file, _certificates.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 12, Level = LogLevel.Information,
            Message = "{File} has changed: {Certificates} certificates of authorities are trusted from now on")]
        public static partial void Reloaded(ILogger logger, string file, int certificates);

        [LoggerMessage(EventId = 13, Level = LogLevel.Warning, Message = "The last good authorities stay: {Problem}")]
        public static partial void NotReloaded(ILogger logger, string problem);
    }
}
