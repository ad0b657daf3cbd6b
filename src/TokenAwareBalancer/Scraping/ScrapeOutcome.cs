namespace TokenAwareBalancer.Scraping;

/// <summary>What came of asking an engine for its state.</summary>
internal enum ScrapeOutcome
{
    /// <summary>It told.</summary>
    Read,

    /// <summary>It answered, without metrics that are known.</summary>
    Absent,

    /// <summary>No answer in time, or that of a server in trouble.</summary>
    Failed,
}
