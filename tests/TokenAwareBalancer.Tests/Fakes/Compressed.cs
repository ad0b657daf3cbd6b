using System.IO.Compression;

namespace TokenAwareBalancer.Fakes;

/// <summary>Bodies as clients compress them.</summary>
internal static class Compressed
{
    public static byte[] As(string coding, ReadOnlySpan<byte> bytes)
    {
        var target = new MemoryStream();
        using (var stream = Open(coding, target))
            stream.Write(bytes);
        return target.ToArray();
    }

    private static Stream Open(string coding, Stream target) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true),
        "br" => new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true),
        "deflate" => new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, "Not known here."),
    };
}
