using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Fuzzing;

/// <summary>Frames of HTTP/2 at random: whole requests, and among them whatever a frame may be.</summary>
internal sealed class RandomFrames(Random random)
{
    private readonly RandomRequests _requests = new(random);
    private int _stream = 1;

    public IEnumerable<byte[]> Next()
    {
        for (var count = random.Next(1, 30); count > 0; count--)
        {
            foreach (var frame in random.Next(2) == 0 ? Request() : [Odd()])
                yield return frame;
        }
    }

    private IEnumerable<byte[]> Request()
    {
        var (method, path, body) = _requests.NextParts();
        var stream = _stream;
        _stream += 2;
        List<byte> block = [.. Http2Frames.Request(method, path, ("content-type", "application/json"))];
        if (random.Next(4) == 0)
            block.AddRange(OddHeader());
        if (random.Next(10) == 0)
            block[random.Next(block.Count)] = (byte)random.Next(256);
        if (random.Next(6) == 0)
        {
            var at = random.Next(block.Count);
            yield return Http2Frames.Headers(stream, block.ToArray().AsSpan(0, at), endStream: false, endHeaders: false);
            yield return Http2Frames.Continuation(stream, block.ToArray().AsSpan(at), endHeaders: random.Next(6) != 0);
        }
        else
        {
            yield return Http2Frames.Headers(stream, block.ToArray(), endStream: random.Next(10) == 0);
        }

        foreach (var piece in body.Chunk(random.Next(1, 16_000)))
            yield return Http2Frames.Frame(Http2Frames.Data, 0, stream, piece);
        if (random.Next(10) != 0)
            yield return Http2Frames.Frame(Http2Frames.Data, Http2Frames.EndStream, stream, []);
        if (random.Next(8) == 0)
            yield return Http2Frames.ResetStream(stream, random.Next(15));
    }

    private byte[] OddHeader()
    {
        var header = _requests.NextHeader();
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        return colon < 1
            ? Http2Frames.Literal("X-Upper", header)
            : Http2Frames.Literal(header[..colon].ToLowerInvariant(), header[(colon + 1)..].Trim());
    }

    private byte[] Odd() => random.Next(10) switch
    {
        0 => Http2Frames.Ping(),
        1 => Http2Frames.Settings([((ushort)random.Next(8), (uint)random.Next())]),
        2 => Http2Frames.WindowUpdate(AnyStream(), random.Next()),
        3 => Http2Frames.ResetStream(AnyStream(), random.Next(15)),
        4 => Http2Frames.Frame((byte)random.Next(256), (byte)random.Next(256), AnyStream(), Bytes(random.Next(40))),
        5 => Http2Frames.Frame(Http2Frames.Data, 8, AnyStream(), Bytes(random.Next(1, 300))),
        6 => Http2Frames.Settings([(4, (uint)random.Next(0, 1000))]),
        7 => Http2Frames.Settings([(1, (uint)random.Next(0, 5000))]),
        8 => Http2Frames.WindowUpdate(0, random.Next(1, 100_000)),
        _ => Http2Frames.Frame(2, 0, AnyStream(), Bytes(5)),
    };

    private int AnyStream() => random.Next(4) == 0 ? random.Next() : random.Next(_stream + 2);

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
