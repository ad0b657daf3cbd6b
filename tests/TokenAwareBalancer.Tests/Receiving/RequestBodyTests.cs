using Microsoft.AspNetCore.Http;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Receiving;

/// <summary>How a body is taken in, and that what it takes is counted to the byte.</summary>
public sealed class RequestBodyTests
{
    private readonly BodyMemory _memory = new(mostBytes: 1 << 20);

    [Theory]
    [InlineData(0, 16)]
    [InlineData(100, 128)]
    [InlineData(16 << 10, 32 << 10)]
    [InlineData(100_000, 128 << 10)]
    [InlineData(300_000, 512 << 10)]
    public async Task Read_OfAnAnnouncedBody_TakesItsArrayAndGivesItBack(int bytes, int takenBytes)
    {
        var sent = Bytes(bytes);
        using (var body = new RequestBody())
        {
            Assert.Equal(BodyEnd.Whole, await ReadAsync(body, new MemoryStream(sent), bytes));

            Assert.Equal(takenBytes, _memory.TakenBytes);
            Assert.Equal(sent, body.Memory.ToArray());
        }

        Assert.Equal(0, _memory.TakenBytes);
    }

    [Fact]
    public async Task Read_AnnouncedLargeAndNothingSent_TakesTheFirstArrayOnly()
    {
        using var body = new RequestBody();
        var silent = new SilentStream();

        var reading = ReadAsync(body, silent, contentLength: 900_000);
        Assert.Equal(64 << 10, _memory.TakenBytes);

        silent.End();
        await reading;
    }

    [Fact]
    public async Task Read_NoMemoryLeftForAllOfIt_EndsAndGivesEverythingBack()
    {
        Assert.True(_memory.TryTake((1 << 20) - (192 << 10)));
        var body = new RequestBody();

        // 64 KiB, then 128 beside them, which is all; 256 are too much.
        var end = await ReadAsync(body, new MemoryStream(Bytes(200_000)), contentLength: 200_000);

        Assert.Equal(BodyEnd.NoMemory, end);
        body.Dispose();
        Assert.Equal((1 << 20) - (192 << 10), _memory.TakenBytes);
    }

    [Fact]
    public async Task Dispose_Twice_GivesBackOnce()
    {
        Assert.True(_memory.TryTake(7));
        var body = new RequestBody();
        await ReadAsync(body, new MemoryStream(Bytes(100)), contentLength: 100);

        body.Dispose();
        body.Dispose();

        Assert.Equal((7, 0), (_memory.TakenBytes, body.Length));
    }

    [Fact]
    public async Task Read_ByManyAtOnce_NeverTakesMoreThanThereIsAndEndsAtNothing()
    {
        var most = 0L;
        var ends = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            using var body = new RequestBody();
            var end = await ReadAsync(body, new MemoryStream(Bytes(40_000 + i)), contentLength: null);
            InterlockedMax(ref most, _memory.TakenBytes);
            await Task.Yield();
            return end;
        })));

        Assert.Contains(BodyEnd.Whole, ends);
        // Whoever finds no room has added its part for the moment of the comparison.
        Assert.InRange(most, 1, (1 << 20) + 64 * (64 << 10));
        Assert.Equal(0, _memory.TakenBytes);
    }

    private async Task<BodyEnd> ReadAsync(RequestBody body, Stream stream, long? contentLength)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = stream;
        request.ContentLength = contentLength;
        using var deadline = new BodyDeadline(Patience.Limit, Patience.Limit, TimeProvider.System);
        return await body.ReadAsync(request, limitBytes: 1 << 20, _memory, deadline);
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)i)];

    private static void InterlockedMax(ref long place, long value)
    {
        long seen;
        while ((seen = Volatile.Read(ref place)) < value && Interlocked.CompareExchange(ref place, value, seen) != seen)
        {
        }
    }

    /// <summary>Brings nothing until it ends.</summary>
    private sealed class SilentStream : MemoryStream
    {
        private readonly TaskCompletionSource<int> _end = new();

        public void End() => _end.SetResult(0);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(_end.Task);
    }
}
