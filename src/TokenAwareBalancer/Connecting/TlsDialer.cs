using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using TokenAwareBalancer.Certificates;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Connecting;

/// <summary>Opens connections, and does TLS in one way where the address is https.</summary>
/// <remarks>
/// The HTTP client would do TLS by itself; done here, a server can be known by another name than the request's, files
/// that change hold for the next connection, and what is wrong with a certificate is known in words. It is logged when
/// it changes, and not at each try.
/// </remarks>
internal sealed partial class TlsDialer : IDisposable
{
    /// <summary>Addresses come from the configuration and from DNS; those that are gone are not worth counting.</summary>
    private const int MostProblems = 1000;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, string> _problems = new();
    private readonly BackendTls _tls;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly TrustedAuthorities? _authorities;
    private ReloadingCertificate? _certificate; // guarded by _lock

    public TlsDialer(BackendTls tls, TimeProvider time, ILogger log)
    {
        _tls = tls;
        _time = time;
        _log = log;
        _authorities = tls is { AuthorityFile: { } file, IsInsecure: false }
            ? new TrustedAuthorities(file, time, log)
            : null;
    }

    /// <summary>Connects as the HTTP client would by itself: any address of the host, and no Nagle.</summary>
    /// <exception cref="AuthenticationException">The server is not who it should be; the message says why.</exception>
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttp
                ? WatchedConnection.Watch(socket)
                // Not watched: a ticket or a farewell is not of an answer. WatchedStream watches above the encryption.
                : await EncryptAsync(new NetworkStream(socket, ownsSocket: true), context, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public string? ProblemOf(Uri address) => _problems.GetValueOrDefault(KeyOf(address.IdnHost, address.Port));

    /// <summary>Tells what a server made of us, which it may say only when the handshake is over on our side.</summary>
    /// <param name="address">Which server.</param>
    /// <param name="alert">Why it ended TLS; null when it answers.</param>
    public void OnVerdict(Uri address, string? alert)
    {
        var server = KeyOf(address.IdnHost, address.Port);
        if (alert is null)
            Forget(server);
        else
            Note(server, alert);
    }

    public void Dispose()
    {
        lock (_lock)
            _certificate?.Dispose();
    }

    private async Task<Stream> EncryptAsync(
        Stream connection, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var server = KeyOf(context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var judge = new CertificateJudge(_tls, NameOf(context.InitialRequestMessage));
        var encrypted = new SslStream(connection);
        try
        {
            await encrypted.AuthenticateAsClientAsync(CreateOptions(judge), cancellationToken);
            return encrypted;
        }
        catch (Exception exception) when (exception is AuthenticationException or CertificateException)
        {
            await encrypted.DisposeAsync();
            var problem = judge.Problem ?? (exception.InnerException ?? exception).Message;
            Note(server, problem);
            throw new AuthenticationException(problem, exception);
        }
        catch
        {
            await encrypted.DisposeAsync();
            throw;
        }
    }

    private SslClientAuthenticationOptions CreateOptions(CertificateJudge judge) => new()
    {
        TargetHost = judge.ServerName,
        ClientCertificateContext = Certificate()?.Current,
        CertificateChainPolicy = _authorities?.CreatePolicy() ?? TrustedAuthorities.CreateSystemPolicy(),
        RemoteCertificateValidationCallback =
            (_, certificate, chain, errors) => judge.Accepts(certificate, chain, errors),
    };

    // The name that the request is for: of a server that was found by a name, that name and not its address.
    private string NameOf(HttpRequestMessage request) => _tls.ServerName
        ?? (request.Headers.Host is { } host ? new Uri($"https://{host}").IdnHost : request.RequestUri!.IdnHost);

    // Not before it is needed: a file that broke since it was checked fails connections, and not whoever configures.
    private ReloadingCertificate? Certificate()
    {
        if (_tls.CertificateFile is not { } file)
            return null;
        lock (_lock)
        {
            return _certificate ??= new ReloadingCertificate(
                new TlsOptions { Certificate = file, Key = _tls.KeyFile, Password = _tls.Password?.Reveal() },
                $"TLS to backends ({file})", _time, _log);
        }
    }

    private static string KeyOf(string host, int port) => $"{host.Trim('[', ']')}:{port}";

    private void Note(string server, string problem)
    {
        if (_problems.Count >= MostProblems)
            _problems.Clear();
        var isNew = !_problems.TryGetValue(server, out var known) || known != problem;
        _problems[server] = problem;
        if (isNew)
            Log.Refused(_log, server, problem);
    }

    private void Forget(string server)
    {
        if (_problems.TryRemove(server, out _))
            Log.Agreed(_log, server);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 10, Level = LogLevel.Warning, Message = "No TLS with {Server}: {Problem}")]
        public static partial void Refused(ILogger logger, string server, string problem);

        [LoggerMessage(EventId = 11, Level = LogLevel.Information, Message = "TLS with {Server} is agreed on again")]
        public static partial void Agreed(ILogger logger, string server);
    }
}
