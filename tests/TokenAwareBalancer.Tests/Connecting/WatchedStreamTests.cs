using System.IO.Pipelines;

namespace TokenAwareBalancer.Connecting;

/// <summary>What lies above TLS, played by a pair of pipes.</summary>
public sealed class WatchedStreamTests : IAsyncDisposable
{
    private readonly Pipe _toBackend = new();
    private readonly Pipe _toBalancer = new();
    private readonly Stream _watched;

    public WatchedStreamTests() => _watched = WatchedStream.WatchTls(new BothWays(_toBackend.Writer, _toBalancer.Reader));

    public ValueTask DisposeAsync() => _watched.DisposeAsync();

    [Fact]
    public async Task Watch_ByteComesBack_IsTold()
    {
        var watch = AnswerWatch.Begin();
        await _watched.WriteAsync("request"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.False(watch.HasByte);

        await _toBalancer.Writer.WriteAsync("H"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(1, await _watched.ReadAsync(new byte[10], TestContext.Current.CancellationToken));

        Assert.True(watch.HasByte);
    }

    [Fact]
    public async Task Watch_ReadBeganBeforeTheRequest_IsToldAllTheSame()
    {
        var readAhead = _watched.ReadAsync(new byte[10], TestContext.Current.CancellationToken);
        var watch = AnswerWatch.Begin();
        await _watched.WriteAsync("request"u8.ToArray(), TestContext.Current.CancellationToken);
        await _toBalancer.Writer.WriteAsync("H"u8.ToArray(), TestContext.Current.CancellationToken);
        await readAhead;

        Assert.True(watch.HasByte);
    }

    [Fact]
    public async Task Watch_ConnectionEndsWithoutAByte_IsNotTold()
    {
        var watch = AnswerWatch.Begin();
        await _watched.WriteAsync("request"u8.ToArray(), TestContext.Current.CancellationToken);
        await _toBalancer.Writer.CompleteAsync();

        Assert.Equal(0, await _watched.ReadAsync(new byte[10], TestContext.Current.CancellationToken));
        Assert.False(watch.HasByte);
    }

    [Fact]
    public async Task Watch_ServerEndsTlsInsteadOfAnswering_SaysWhy()
    {
        List<string?> verdicts = [];
        await using var watched = WatchedStream.WatchTls(new BothWays(_toBackend.Writer, _toBalancer.Reader), verdicts.Add);
        await _toBalancer.Writer.CompleteAsync(new IOException(
            "Decrypting failed.", new IOException("error:0A00045C:SSL routines::tlsv13 alert certificate required")));

        var exception = await Assert.ThrowsAsync<HttpRequestException>(
            async () => await watched.ReadExactlyAsync(new byte[10], TestContext.Current.CancellationToken));

        Assert.Equal(HttpRequestError.SecureConnectionError, exception.HttpRequestError);
        Assert.Equal(["it ended TLS with the alert \"certificate required\""], verdicts);
    }

    [Fact]
    public async Task Watch_ServerAnswers_SaysSoOnce()
    {
        List<string?> verdicts = [];
        await using var watched = WatchedStream.WatchTls(new BothWays(_toBackend.Writer, _toBalancer.Reader), verdicts.Add);
        for (var read = 0; read < 3; read++)
        {
            await _toBalancer.Writer.WriteAsync("H"u8.ToArray(), TestContext.Current.CancellationToken);
            await watched.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
        }

        Assert.Equal([null], verdicts);
    }

    private sealed class BothWays(PipeWriter writer, PipeReader reader) : Stream
    {
        private readonly Stream _out = writer.AsStream();
        private readonly Stream _in = reader.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _in.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _out.WriteAsync(buffer, cancellationToken);

        public override void Flush() => _out.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
