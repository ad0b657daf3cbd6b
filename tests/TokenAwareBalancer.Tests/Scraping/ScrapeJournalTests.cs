using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Scraping;

public sealed class ScrapeJournalTests : IDisposable
{
    private static readonly ScrapeResult Reads = new(ScrapeOutcome.Read, "vLLM");
    private static readonly ScrapeResult Absent = new(ScrapeOutcome.Absent, "GET /metrics: 404");
    private static readonly ScrapeResult AbsentElsewhere = new(ScrapeOutcome.Absent, "GET /prometheus/metrics: 404");
    private static readonly ScrapeResult Failed = new(ScrapeOutcome.Failed, "GET /metrics: 500");

    private readonly HandDrivenTime _time = new();
    private readonly RecordingLog _log = new();
    private readonly ScrapeJournal _journal;

    public ScrapeJournalTests() => _journal = new ScrapeJournal("gpu-0", _time, _log.CreateLogger("balancer.scraping"));

    private string[] Told =>
        [.. _log.Lines.Where(line => line.Level >= LogLevel.Information).Select(line => line.Text)];

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Journal_SameForHours_SaysItOnce()
    {
        for (var minute = 0; minute < 300; minute++)
        {
            _time.Now = TimeSpan.FromMinutes(minute);
            _journal.Note(minute % 2 == 0 ? Absent : AbsentElsewhere);
            _journal.Note(Failed);
        }

        var line = Assert.Single(Told);
        Assert.Contains("gpu-0 does not tell its state (GET /metrics: 404)", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_ChangingEverySecond_SaysItOnceAMinute()
    {
        for (var second = 0; second < 600; second++)
        {
            _time.Now = TimeSpan.FromSeconds(second);
            _journal.Note(second % 2 == 0 ? Reads : Absent);
        }

        Assert.InRange(Told.Length, 9, 10);
        Assert.StartsWith("gpu-0 tells its state, as vLLM", Told[0], StringComparison.Ordinal);
    }
}
