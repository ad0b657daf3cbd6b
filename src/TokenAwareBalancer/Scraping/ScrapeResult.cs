namespace TokenAwareBalancer.Scraping;

/// <summary>What came of one question to an engine.</summary>
/// <param name="Outcome">In short.</param>
/// <param name="Words">The engine that told; or why nothing was learned.</param>
internal sealed record ScrapeResult(ScrapeOutcome Outcome, string Words);
