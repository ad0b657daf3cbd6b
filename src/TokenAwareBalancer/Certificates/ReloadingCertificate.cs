using System.Globalization;
using System.Net.Security;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Certificates;

/// <summary>The certificate of one port, read again whenever its files change.</summary>
/// <remarks>
/// The files' contents are compared every few seconds rather than watched: Kubernetes replaces a folder's symbolic
/// link, which tells no watcher of the files, and network file systems tell of nothing. Files that cannot be used leave
/// the last good certificate in place. Who replaces certificate and key one after the other makes a pair that does not
/// match for a moment: only what is still broken at a second look is told, and only once. Single writer: the timer,
/// which is wound up anew after each look.
/// </remarks>
internal sealed partial class ReloadingCertificate : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Let's Encrypt renews at 30 days; at 14 that has failed for two weeks.</summary>
    private static readonly TimeSpan ExpiryNotice = TimeSpan.FromDays(14);

    private static readonly TimeSpan BetweenNotices = TimeSpan.FromDays(1);

    private readonly TlsOptions _options;
    private readonly string _port;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private volatile SslStreamCertificateContext _current;
    private CertificateFiles _files;
    private BrokenFiles? _broken;
    private DateTimeOffset _nextNotice;

    /// <param name="options">Where the files are.</param>
    /// <param name="port">What logs and metrics call the port.</param>
    /// <param name="time">Says when to look again.</param>
    /// <param name="log">Told of new and of broken certificates, and of those that expire.</param>
    /// <exception cref="CertificateException">The files hold no certificate with its key.</exception>
    public ReloadingCertificate(TlsOptions options, string port, TimeProvider time, ILogger log)
    {
        _options = options;
        _port = port;
        _time = time;
        _log = log;
        _files = CertificateFiles.Read(options);
        _current = CertificateReader.Read(_files);
        TellOfExpiry();
        _timer = time.CreateTimer(_ => Look(), null, Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What a new connection gets.</summary>
    public SslStreamCertificateContext Current => _current;

    public CertificateReading Reading => new(_port, NotAfter.ToUnixTimeSeconds());

    private DateTimeOffset NotAfter => new(_current.TargetCertificate.NotAfter.ToUniversalTime());

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        try
        {
            Reload();
            TellOfExpiry();
        }
        catch (Exception exception)
        {
            // A certificate that cannot be looked at is no reason to stop serving the one that is there.
            Log.NotReloaded(_log, exception, _port, exception.Message);
        }
        finally
        {
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    private void Reload()
    {
        CertificateFiles? files = null;
        try
        {
            files = CertificateFiles.Read(_options);
            if (!files.SameAs(_files))
                Replace(files);
            _broken = null;
        }
        catch (CertificateException exception)
        {
            TellOfBroken(new BrokenFiles(files, exception.Message));
        }
    }

    private void Replace(CertificateFiles files)
    {
        _current = CertificateReader.Read(files);
        _files = files;
        _nextNotice = default;
        var notAfter = Text(NotAfter);
        Log.Reloaded(_log, _port, _current.TargetCertificate.Subject, notAfter);
    }

    private void TellOfBroken(BrokenFiles broken)
    {
        var isSeenAgain = _broken is not null && _broken.SameAs(broken);
        var isTold = isSeenAgain && _broken!.IsTold;
        if (isSeenAgain && !isTold)
            Log.NotReloaded(_log, null, _port, broken.Problem);
        _broken = broken with { IsTold = isSeenAgain };
    }

    private void TellOfExpiry()
    {
        var now = _time.GetUtcNow();
        if (NotAfter - now > ExpiryNotice || now < _nextNotice)
            return;
        _nextNotice = now + BetweenNotices;
        var notAfter = Text(NotAfter);
        Log.Expires(_log, _port, _current.TargetCertificate.Subject, notAfter);
    }

    private static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>Files that could not be used.</summary>
    /// <param name="Files">Null when they could not even be read.</param>
    /// <param name="Problem">Why.</param>
    private sealed record BrokenFiles(CertificateFiles? Files, string Problem)
    {
        public bool IsTold { get; init; }

        public bool SameAs(BrokenFiles other) =>
            Problem == other.Problem
            && (Files is null ? other.Files is null : other.Files is not null && Files.SameAs(other.Files));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information,
            Message = "{Port} has a new certificate for {Subject}, valid until {NotAfter}")]
        public static partial void Reloaded(ILogger logger, string port, string subject, string notAfter);

        [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
            Message = "{Port} keeps its last good certificate: {Problem}")]
        public static partial void NotReloaded(ILogger logger, Exception? exception, string port, string problem);

        [LoggerMessage(EventId = 3, Level = LogLevel.Warning,
            Message = "{Port} has a certificate for {Subject} that is valid only until {NotAfter}")]
        public static partial void Expires(ILogger logger, string port, string subject, string notAfter);
    }
}
