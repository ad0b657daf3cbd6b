using TokenAwareBalancer.Configuration.Declaring;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Configuration;

/// <summary>What is refused because it is too much.</summary>
internal sealed class LimitOptions
{
    /// <summary>An array of up to twice the body's size, and the one before it, of half of that.</summary>
    public const int ArraysPerBody = 3;

    /// <summary>
    /// In bytes. Kestrel's own 30 MB cut long multimodal prompts, whose images travel as base64. At most 1 GiB,
    /// because a body is held in memory as a whole and an array ends at 2 GiB.
    /// </summary>
    [ByteSize("The largest request body; above it the answer is 413.", "1KiB", "1GiB", "64MiB")]
    public long Body { get; set; } = 64L << 20;

    /// <summary>
    /// In bytes. Null for what <see cref="Hosting.MemoryLimit"/> says. A body is copied as it grows, so that one needs
    /// up to <see cref="ArraysPerBody"/> times its own size for a moment.
    /// </summary>
    [ByteSize("The memory that all requests' bodies may take together; beyond it the answer is 503. Without it 1GiB, "
        + "or half of the memory that the process may use where that is less, and at least three times limits.body.",
        "1KiB", "1024GiB", "1GiB")]
    public long? BufferedBytes { get; set; }

    /// <summary>
    /// In bytes. Kestrel's own default; traces, cookies and tokens of single sign-on take a few KiB.
    /// </summary>
    [ByteSize("The longest request line, and the largest sum of a request's headers; above it the answer is 414 or "
        + "431.", "1KiB", "1MiB", "32KiB"), NeedsRestart]
    public long Header { get; set; } = 32L << 10;

    /// <summary>What a process with 20,000 descriptors, two for each request, can serve, rounded.</summary>
    [Integer("How many requests are here at once, held and running, never more than half of the file descriptors; "
        + "beyond it the answer is 429.", "requests", AtLeast = 1, AtMost = 1_000_000, Example = 10_000)]
    public int Requests { get; set; } = 10_000;

    /// <summary>System.Text.Json's own default.</summary>
    [Integer("How deep the JSON of a request may nest; deeper is answered with 400.", "levels",
        AtLeast = 8, AtMost = RequestReader.MaxSupportedDepth, Example = 64)]
    public int JsonDepth { get; set; } = 64;

    /// <summary>
    /// A held request keeps its body: 1,024 of 64 KiB each are 64 MiB, of <see cref="Body"/> each a thousand times
    /// that.
    /// </summary>
    [Integer("How many requests are held at once when no backend has room; 0 holds none.", "requests",
        AtLeast = 0, AtMost = 1_000_000, Example = 1024)]
    public int HeldRequests { get; set; } = 1024;
}
