using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>How prompts are counted, whatever their model.</summary>
internal sealed class CountingOptions
{
    /// <summary>2 MiB: a thousand conversations of sixty messages.</summary>
    [Integer("How many texts' counts are remembered, so that a conversation's history is not counted with each turn; "
        + "32 bytes each, rounded up to a power of two; 0 remembers none.", "texts",
        AtLeast = 0, AtMost = 1 << 26, Example = 65_536)]
    public int CacheEntries { get; set; } = 65_536;

    /// <summary>In bytes. Some 100 µs of counting: below it, handing over costs more than it saves.</summary>
    [ByteSize("Text that is not remembered, and longer than this, is counted by threads of its own, so that short "
        + "requests do not wait for it.", "1KiB", "1GiB", "16KiB")]
    public long HandOverAbove { get; set; } = 16L << 10;

    /// <summary>Null for one thread less than there are cores, and one at least.</summary>
    [Integer("How many threads count long texts.", "threads", AtLeast = 1, AtMost = 1024, Example = 1,
        WhenAbsent = "a thread less than there are cores")]
    public int? Threads { get; set; }

    /// <summary>In bytes. Null, because an exact count of a megabyte takes milliseconds.</summary>
    [ByteSize("Of a prompt with more text than this, not counting what is remembered, the beginning and samples are "
        + "counted and the rest is extrapolated. Without it all of every prompt is counted.",
        "64KiB", "1GiB", "4MiB")]
    public long? ExactUpTo { get; set; }
}
