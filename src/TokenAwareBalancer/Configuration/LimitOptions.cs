using TokenAwareBalancer.Configuration.Declaring;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Configuration;

/// <summary>What is refused because it is too much.</summary>
internal sealed class LimitOptions
{
    /// <summary>
    /// In bytes. Kestrel's own 30 MB cut long multimodal prompts, whose images travel as base64. At most 1 GiB,
    /// because a body is held in memory as a whole and an array ends at 2 GiB.
    /// </summary>
    [ByteSize("The largest request body; above it the answer is 413.", "1KiB", "1GiB", "64MiB")]
    public long Body { get; set; } = 64L << 20;

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
