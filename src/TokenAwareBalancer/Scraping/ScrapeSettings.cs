using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Scraping;

/// <summary>How one engine is asked for its state.</summary>
/// <param name="IsOn">Whether at all.</param>
/// <param name="Interval">Between two questions, before the jitter.</param>
/// <param name="Timeout">Of one answer.</param>
/// <param name="Path">What is asked for; null finds out.</param>
internal sealed record ScrapeSettings(bool IsOn, TimeSpan Interval, TimeSpan Timeout, string? Path)
{
    /// <summary>An engine that does not tell is asked about as often as Prometheus would.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>
    /// An answer is current until three questions should have been answered since: a single lost one changes nothing.
    /// </summary>
    public TimeSpan FreshFor => 3 * Interval + Timeout;

    public static ScrapeSettings Of(ScrapingOptions general, BackendScrapingOptions own) => new(
        own.Enabled ?? general.Enabled,
        own.Interval ?? general.Interval,
        own.Timeout ?? general.Timeout,
        (own.Path ?? general.Path)?.TrimStart('/'));

    /// <summary>From the shortest interval beyond the longest wait; many more would leave a time span's range.</summary>
    private const int MostDoublings = 10;

    /// <summary>How long to leave it alone: twice as long each time that it has no metrics, up to a minute.</summary>
    public TimeSpan WaitAfter(int absencesInARow)
    {
        var longest = Interval > LongestWait ? Interval : LongestWait;
        var wait = Interval * Math.Pow(2, Math.Min(absencesInARow, MostDoublings));
        return wait < longest ? wait : longest;
    }
}
