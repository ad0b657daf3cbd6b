using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Scraping;

public sealed class ScrapeSettingsTests
{
    [Theory]
    [InlineData(2, 0, 2)]
    [InlineData(2, 1, 4)]
    [InlineData(2, 4, 32)]
    [InlineData(2, 5, 60)]
    [InlineData(2, int.MaxValue, 60)]
    [InlineData(300, 0, 300)]
    [InlineData(300, 9, 300)]
    [InlineData(86_400, int.MaxValue, 86_400)]
    public void Wait_AfterAbsences_DoublesUpToAMinuteOrTheInterval(double interval, int absences, double wait)
    {
        var settings = new ScrapeSettings(true, TimeSpan.FromSeconds(interval), TimeSpan.FromSeconds(1), null);

        Assert.Equal(TimeSpan.FromSeconds(wait), settings.WaitAfter(absences));
    }

    [Fact]
    public void Settings_OfABackend_AreItsOwnWhereItHasThem()
    {
        var general = new ScrapingOptions { Path = "/general", Timeout = TimeSpan.FromSeconds(3) };

        Assert.Equal(
            new ScrapeSettings(true, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), "general"),
            ScrapeSettings.Of(general, new BackendScrapingOptions()));
        Assert.Equal(
            new ScrapeSettings(false, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(8), "own/metrics"),
            ScrapeSettings.Of(general, new BackendScrapingOptions
            {
                Enabled = false,
                Interval = TimeSpan.FromSeconds(9),
                Timeout = TimeSpan.FromSeconds(8),
                Path = "/own/metrics",
            }));
    }
}
