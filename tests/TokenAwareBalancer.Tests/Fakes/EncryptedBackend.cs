using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace TokenAwareBalancer.Fakes;

/// <summary>A backend behind TLS: what it shows can be changed, and what it is shown is remembered.</summary>
/// <remarks>One answer a connection, so that each request is a handshake.</remarks>
internal sealed class EncryptedBackend : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<X509Certificate2?, bool>? _admits;

    /// <param name="certificate">What it shows.</param>
    /// <param name="admits">Which clients it takes by their certificates; null asks for none.</param>
    public EncryptedBackend(X509Certificate2 certificate, Func<X509Certificate2?, bool>? admits = null)
    {
        Certificate = certificate;
        _admits = admits;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(100);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public X509Certificate2 Certificate { get; set; }

    /// <summary>The subjects of the certificates that clients showed; null of one that showed none.</summary>
    public ConcurrentQueue<string?> Clients { get; } = new();

    /// <summary>The names that clients asked for (SNI).</summary>
    public ConcurrentQueue<string> AskedNames { get; } = new();

    /// <summary>The paths of the requests that came in.</summary>
    public ConcurrentQueue<string> Paths { get; } = new();

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed: nobody else ends the accepting.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var encrypted = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await encrypted.AuthenticateAsServerAsync(
                static (_, hello, self, _) => ((EncryptedBackend)self!).Choose(hello), this, Patience.Token);
            Clients.Enqueue(encrypted.RemoteCertificate?.Subject);
            var reader = new WireReader(buffer => encrypted.ReadAsync(buffer));
            if (await reader.ReadHeadAsync() is not { } head)
                return;
            var request = new ReceivedRequest(head, [], 0, 0);
            await reader.ReadExactlyAsync(long.Parse(request.Header("Content-Length") ?? "0", null));
            Paths.Enqueue(request.Target);
            await encrypted.WriteAsync(Answer(Wire.ChatAnswer));
            await encrypted.ShutdownAsync();
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException
            or System.Security.Authentication.AuthenticationException)
        {
            // A client that does not trust it, or that it does not trust.
        }
    }

    private ValueTask<SslServerAuthenticationOptions> Choose(SslClientHelloInfo hello)
    {
        AskedNames.Enqueue(hello.ServerName);
        return ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificate = Certificate,
            ClientCertificateRequired = _admits is not null,
            RemoteCertificateValidationCallback =
                (_, certificate, _, _) => _admits?.Invoke(certificate as X509Certificate2) ?? true,
        });
    }

    private static byte[] Answer(string body) => System.Text.Encoding.UTF8.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        + $"Content-Length: {body.Length}\r\n\r\n{body}");
}
