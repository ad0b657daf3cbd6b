namespace TokenAwareBalancer.Discovering.Names;

/// <summary>What is known of a name, and since when. Immutable.</summary>
/// <param name="Places">Of the last answer that had any; none before there was one.</param>
/// <param name="SucceededAt">When that was last confirmed; null before there was one.</param>
/// <param name="Error">Why the last lookup said nothing; null when it did.</param>
/// <param name="FailedAt">When that was.</param>
/// <param name="NextTimestamp">When it is looked up again.</param>
internal sealed record NameReading(
    IReadOnlyList<FoundPlace> Places,
    DateTimeOffset? SucceededAt,
    string? Error,
    DateTimeOffset? FailedAt,
    long NextTimestamp)
{
    public static NameReading Nothing { get; } = new([], null, null, null, 0);

    public long Successes { get; init; }

    public long Failures { get; init; }
}
