namespace TokenAwareBalancer.Fleet;

/// <summary>What an engine says of its prefix cache since its start; null is what it does not say.</summary>
/// <param name="QueriedTokens">Prompt tokens that it looked for.</param>
/// <param name="HitTokens">Those of them that it found.</param>
/// <param name="HitShare">The part that it found lately, from 0 to 1.</param>
/// <param name="StartedAtSeconds">When its process was started, in seconds since 1970.</param>
public readonly record struct EnginePrefixCounts(
    double? QueriedTokens, double? HitTokens, double? HitShare, double? StartedAtSeconds)
{
    /// <summary>A process's start is told to some hundredths of a second, and does not move.</summary>
    private const double SameStartSeconds = 1;

    /// <summary>Whether it is another process than before: it says so, or what only grows has shrunk.</summary>
    public bool HasRestartedSince(in EnginePrefixCounts before) =>
        StartedAtSeconds - before.StartedAtSeconds > SameStartSeconds || QueriedTokens < before.QueriedTokens;

    /// <summary>The part that it found of what it looked for since then; null when it does not tell.</summary>
    public double? HitShareSince(in EnginePrefixCounts before)
    {
        if (QueriedTokens - before.QueriedTokens is not { } queried)
            return HitShare;
        return queried > 0 && HitTokens - before.HitTokens is { } hits
            ? Math.Clamp(hits / queried, 0, 1)
            : null;
    }
}
