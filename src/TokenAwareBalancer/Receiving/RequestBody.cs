using System.Buffers;
using System.Numerics;
using TokenAwareBalancer.Receiving.Decoding;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Receiving;

/// <summary>The bytes of a request, all of them, in one pooled array.</summary>
/// <remarks>
/// One piece, because the JSON reader and the tokenizers work fastest on one span, and because each try needs the body
/// again. It grows by doubling, so a client that announces 64 MiB and sends nothing holds 64 KiB.
/// </remarks>
internal sealed class RequestBody : IMemoryBudget, IDisposable
{
    private const int FirstBytes = 16 * 1024;
    private const int LargestFirstBytes = 64 * 1024;

    private byte[] _buffer = [];
    private BodyMemory? _memory;
    private long _besideBytes;
    private long _scratchBytes;

    public int Length { get; private set; }

    /// <summary>Where its arrays are counted; null before it has been read.</summary>
    public BodyMemory? CountedIn => _memory;

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    /// <summary>Reads to the end of the body, or until it exceeds a limit.</summary>
    /// <param name="request">Whose body.</param>
    /// <param name="limitBytes">The largest body.</param>
    /// <param name="memory">Where its arrays are counted, until this is disposed.</param>
    /// <param name="deadline">Gives up.</param>
    public async ValueTask<BodyEnd> ReadAsync(
        HttpRequest request, long limitBytes, BodyMemory memory, BodyDeadline deadline)
    {
        if (request.ContentLength > limitBytes)
            return BodyEnd.TooLarge;
        _memory = memory;
        if (!TryGrow(FirstSize(request.ContentLength)))
            return BodyEnd.NoMemory;
        int read;
        while ((read = await request.Body.ReadAsync(_buffer.AsMemory(Length), deadline.Token)) > 0)
        {
            deadline.Restart();
            Length += read;
            if (Length > limitBytes)
                return BodyEnd.TooLarge;
            if (Length == _buffer.Length && !TryGrow(_buffer.Length * 2L))
                return BodyEnd.NoMemory;
        }

        return BodyEnd.Whole;
    }

    /// <summary>Takes what a decoder makes of another body, to its end or until it exceeds a limit.</summary>
    /// <param name="decoder">Of the other body.</param>
    /// <param name="limitBytes">The largest body.</param>
    /// <param name="memory">Where its arrays are counted, until this is disposed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The other body is not what its coding asks for.</exception>
    public BodyEnd Decode(
        IContentDecoder decoder, long limitBytes, BodyMemory memory, CancellationToken cancellationToken)
    {
        _memory = memory;
        if (!TryGrow(FirstBytes))
            return BodyEnd.NoMemory;
        int read;
        while ((read = decoder.Read(_buffer.AsSpan(Length))) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Length += read;
            if (Length > limitBytes)
                return BodyEnd.TooLarge;
            if (Length == _buffer.Length && !TryGrow(_buffer.Length * 2L))
                return BodyEnd.NoMemory;
        }

        return BodyEnd.Whole;
    }

    /// <summary>Gives the array back. The body is empty from then on.</summary>
    public void Dispose()
    {
        Length = 0;
        Replace([]);
        _memory?.GiveBack(_besideBytes);
        _besideBytes = 0;
        GiveBackScratch();
    }

    /// <summary>Counts what is made of the body, and is as large, for as long as the body is there.</summary>
    /// <returns>False when so much memory is not left.</returns>
    public bool TryTakeBeside(long bytes)
    {
        if (_memory is null || !_memory.TryTake(bytes))
            return false;
        _besideBytes += bytes;
        return true;
    }

    /// <summary>Counts what the body is read and counted with, until that is over.</summary>
    bool IMemoryBudget.TryTake(long bytes)
    {
        if (_memory is null || !_memory.TryTake(bytes))
            return false;
        _scratchBytes += bytes;
        return true;
    }

    /// <summary>The body has been read and counted.</summary>
    public void GiveBackScratch()
    {
        _memory?.GiveBack(_scratchBytes);
        _scratchBytes = 0;
    }

    // One byte more than announced, so that the read that finds the end needs no larger array.
    private static long FirstSize(long? contentLength) =>
        contentLength is { } announced ? Math.Min(announced + 1, LargestFirstBytes) : FirstBytes;

    private bool TryGrow(long bytes)
    {
        // As the pool rounds; were it to round otherwise, what it gave counts.
        var roundedBytes = Math.Min((long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(bytes, 16)), Array.MaxLength);
        if (!_memory!.TryTake(roundedBytes))
            return false;
        var larger = RentOrGiveBack(_memory, roundedBytes);
        _memory.GiveBack(roundedBytes - larger.Length);
        Span.CopyTo(larger);
        Replace(larger);
        return true;
    }

    private static byte[] RentOrGiveBack(BodyMemory memory, long bytes)
    {
        try
        {
            return ArrayPool<byte>.Shared.Rent((int)bytes);
        }
        catch (OutOfMemoryException)
        {
            memory.GiveBack(bytes);
            throw;
        }
    }

    private void Replace(byte[] buffer)
    {
        var old = _buffer;
        _buffer = buffer;
        if (old.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(old);
        _memory!.GiveBack(old.Length);
    }
}
