using System.Buffers;

namespace TokenAwareBalancer.Forwarding;

/// <summary>The bytes of an upstream request, readable once, until they are revoked.</summary>
/// <remarks>
/// The bytes lie in a pooled array. Should a sender still hold this stream after its try has ended, a late read throws
/// instead of seeing another request's bytes. Reading and revoking exclude each other by <c>_lock</c>.
/// </remarks>
internal sealed class UpstreamBody : Stream
{
    private readonly Lock _lock = new();
    private ReadOnlySequence<byte> _rest;
    private bool _isRevoked;

    public UpstreamBody(in ReadOnlySequence<byte> bytes)
    {
        _rest = bytes;
        Length = bytes.Length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether every byte has been read, so that nothing refers to the bytes any more.</summary>
    public bool IsReadWhole
    {
        get
        {
            lock (_lock)
            {
                return _rest.IsEmpty;
            }
        }
    }

    public void Revoke()
    {
        lock (_lock)
        {
            _isRevoked = true;
            _rest = default;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isRevoked, this);
            var piece = _rest.Slice(0, Math.Min(buffer.Length, _rest.Length));
            piece.CopyTo(buffer);
            _rest = piece.Length < _rest.Length ? _rest.Slice(piece.End) : default;
            return (int)piece.Length;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
