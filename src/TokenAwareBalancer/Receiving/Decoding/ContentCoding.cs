using Microsoft.Extensions.Primitives;

namespace TokenAwareBalancer.Receiving.Decoding;

/// <summary>How a request's body may be compressed, by the names that HTTP has for it (RFC 9110, 8.4.1).</summary>
internal sealed record ContentCoding(string Name, Func<ReadOnlyMemory<byte>, IContentDecoder> Open)
{
    /// <summary>What is said to be accepted. The runtime has no Zstandard.</summary>
    public const string Accepted = "gzip, br, deflate";

    private static readonly ContentCoding Gzip = new("gzip", encoded => new GzipDecoder(encoded));
    private static readonly ContentCoding Brotli = new("br", encoded => new BrotliContentDecoder(encoded));
    private static readonly ContentCoding Deflate = new("deflate", InflatingDecoder.OfZlib);

    /// <summary>Reads a request's <c>Content-Encoding</c>.</summary>
    /// <param name="header">Its values.</param>
    /// <param name="coding">Null for a body that is not compressed.</param>
    /// <returns>
    /// False for a coding that is not known, and for several: each multiplies what a body can grow to.
    /// </returns>
    public static bool TryRead(StringValues header, out ContentCoding? coding)
    {
        coding = null;
        foreach (var name in header.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (name.Length == 0 || name.Equals("identity", StringComparison.OrdinalIgnoreCase))
                continue;
            if (coding is not null || Find(name) is not { } known)
                return false;
            coding = known;
        }

        return true;
    }

    private static ContentCoding? Find(string name) => name.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => Gzip,
        "br" => Brotli,
        "deflate" => Deflate,
        _ => null,
    };
}
