using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>Where what was learned survives a restart.</summary>
internal sealed class LearningOptions
{
    /// <summary>None: a program that nobody has told where to write writes nowhere.</summary>
    [Text("The file in which what answers have taught is kept: bytes per token, how engines count, how long answers "
        + "are. It is written now and then and at the end, and read at the start; a relative path is relative to where "
        + "the balancer runs.", TextPatterns.File, TextPatterns.FileExpected, WhenAbsent = "nothing is kept")]
    public string? File { get; set; }

    /// <summary>What a crash may cost; a megabyte a model at most is written each time.</summary>
    [Duration("The time between two writings of the file.", "100ms", "5m")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);
}
