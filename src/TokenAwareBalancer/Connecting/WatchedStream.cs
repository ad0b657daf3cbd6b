namespace TokenAwareBalancer.Connecting;

/// <summary>Watches a TLS connection above its encryption, where every byte that comes back is of an answer.</summary>
/// <remarks>
/// Of a plain connection <see cref="WatchedConnection"/> does it, which the HTTP client can poll. Here the client reads
/// ahead on an idle connection instead, so a read may have begun before the request that it answers.
/// </remarks>
internal sealed class WatchedStream : Stream
{
    private readonly Stream _inner;
    private AnswerWatch? _watch;

    private WatchedStream(Stream inner) => _inner = inner;

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
    public static Stream WatchTls(Stream plaintext) =>
        plaintext is WatchedConnection ? plaintext : new WatchedStream(plaintext);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _watch = AnswerWatch.Current;
        return _inner.WriteAsync(buffer, cancellationToken);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var bytes = await _inner.ReadAsync(buffer, cancellationToken);
        if (bytes > 0)
            _watch?.OnBytes();
        return bytes;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override void Flush() => _inner.Flush();

    // The HTTP client is only ever asked to send asynchronously.
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
