using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace TokenAwareBalancer.Fakes;

/// <summary>A client that speaks HTTP/2 and nothing else, on one connection as long as it lasts.</summary>
internal sealed class Http2Client : IDisposable
{
    private readonly HttpClient _http;
    private int _connections;

    public Http2Client(Uri address)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync };
        handler.SslOptions.RemoteCertificateValidationCallback = RememberCertificate;
        _http = new HttpClient(handler)
        {
            BaseAddress = address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>How many connections it has made.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What the server presented last; null in cleartext.</summary>
    public string? ServerName { get; private set; }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, Patience.Token);

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent body) =>
        SendAsync(HttpMethod.Post, path, body, Patience.Token);

    public Task<HttpResponseMessage> PostChatAsync(bool stream = true) =>
        PostAsync(Wire.ChatPath, new ByteArrayContent(Wire.Chat(stream)));

    /// <summary>Posts until the token fires.</summary>
    public async Task<HttpResponseMessage> PostForAWhileAsync(
        string path, HttpContent body, CancellationToken whileNotCanceled)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(whileNotCanceled, Patience.Token);
        return await SendAsync(HttpMethod.Post, path, body, either.Token);
    }

    public void Dispose() => _http.Dispose();

    // Returns when the headers are here.
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path.TrimStart('/')) { Content = body };
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connections);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private bool RememberCertificate(
        object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        ServerName = certificate?.Subject;
        return ServerName is not null;
    }
}
