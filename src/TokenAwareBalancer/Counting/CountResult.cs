namespace TokenAwareBalancer.Counting;

/// <summary>All that came of a run.</summary>
internal sealed class CountResult
{
    public List<InputCount> Counts { get; } = [];

    /// <summary>Files in directories that are no text, or empty.</summary>
    public List<SkippedInput> Skipped { get; } = [];

    /// <summary>Inputs that were asked for and could not be counted.</summary>
    public List<SkippedInput> Errors { get; } = [];

    /// <summary>To load tokenizers.</summary>
    public TimeSpan LoadingTime { get; set; }

    /// <summary>To read and count the inputs.</summary>
    public TimeSpan CountingTime => new(Counts.Sum(static count => count.Elapsed.Ticks));

    public long Tokens => Counts.Sum(static count => count.Tokens);

    public long TextBytes => Counts.Sum(static count => count.TextBytes);

    public long FormatTokens => Counts.Sum(static count => (long)count.FormatTokens);

    /// <summary>All that was asked for was counted, and exactly.</summary>
    public bool IsExact => Counts.Count > 0 && Errors.Count == 0 && Counts.TrueForAll(static count => count.IsExact);

    public double? BytesPerToken =>
        Tokens > FormatTokens && TextBytes > 0 ? (double)TextBytes / (Tokens - FormatTokens) : null;
}
