namespace TokenAwareBalancer.Fakes;

/// <summary>Bytes that come in pieces, with an await between any two, and perhaps stop coming.</summary>
internal sealed class SlowStream : Stream
{
    private readonly byte[] _bytes;
    private readonly int _pieceBytes;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _read;

    public SlowStream(byte[] bytes, int pieceBytes) => (_bytes, _pieceBytes) = (bytes, pieceBytes);

    /// <summary>After so many bytes nothing comes any more, nor an end.</summary>
    public int StopsAfter { get; init; } = int.MaxValue;

    /// <summary>Done when nothing comes any more.</summary>
    public Task Stopped => _stopped.Task;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        if (_read >= StopsAfter)
        {
            _stopped.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        var piece = _bytes.AsMemory(_read, Math.Min(Math.Min(_pieceBytes, buffer.Length), _bytes.Length - _read));
        piece.CopyTo(buffer);
        _read += piece.Length;
        return piece.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
