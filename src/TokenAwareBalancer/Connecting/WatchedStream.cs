namespace TokenAwareBalancer.Connecting;

/// <summary>Watches a TLS connection above its encryption, where every byte that comes back is of an answer.</summary>
/// <remarks>
/// Of a plain connection <see cref="WatchedConnection"/> does it, which the HTTP client can poll. Here the client reads
/// ahead on an idle connection instead, so a read may have begun before the request that it answers.
/// </remarks>
internal sealed class WatchedStream : Stream
{
    /// <summary>Parts of the alerts by which a server says that it does not take us for whom it wants (RFC 8446, 6.2).</summary>
    private static readonly string[] Verdicts = ["certificate", "unknown ca", "access denied", "handshake failure"];

    private readonly Stream _inner;
    private readonly Action<string?>? _onVerdict;
    private AnswerWatch? _watch;
    private bool _hasRead;

    private WatchedStream(Stream inner, Action<string?>? onVerdict)
    {
        _inner = inner;
        _onVerdict = onVerdict;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Wraps what lies above TLS; leaves a plain connection as it is.</summary>
    /// <param name="plaintext">What was connected.</param>
    /// <param name="onVerdict">Told once: null when the server answers, or why it ended TLS instead.</param>
    public static Stream WatchTls(Stream plaintext, Action<string?>? onVerdict = null) =>
        plaintext is WatchedConnection ? plaintext : new WatchedStream(plaintext, onVerdict);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _watch = AnswerWatch.Current;
        return _inner.WriteAsync(buffer, cancellationToken);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var bytes = await _inner.ReadAsync(buffer, cancellationToken);
            if (bytes > 0)
                OnBytes();
            return bytes;
        }
        catch (IOException exception) when (!_hasRead && AlertIn(exception) is { } alert)
        {
            // With TLS 1.3 a server judges our certificate when the handshake is over for us: this is its verdict.
            _onVerdict?.Invoke(alert);
            throw new HttpRequestException(HttpRequestError.SecureConnectionError, alert, exception);
        }
    }

    private void OnBytes()
    {
        _watch?.OnBytes();
        if (!_hasRead)
            _onVerdict?.Invoke(null);
        _hasRead = true;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override void Flush() => _inner.Flush();

    // The HTTP client is only ever asked to send asynchronously.
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // The words are OpenSSL's: "error:0A00045C:SSL routines::tlsv13 alert certificate required".
    private static string? AlertIn(Exception exception)
    {
        var words = exception.GetBaseException().Message;
        var start = words.IndexOf("alert ", StringComparison.Ordinal);
        if (start < 0)
            return null;
        var alert = words[(start + "alert ".Length)..];
        // Others end a request that the server had begun to serve.
        return Array.Exists(Verdicts, verdict => alert.Contains(verdict, StringComparison.Ordinal))
            ? $"it ended TLS with the alert \"{alert}\""
            : null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
