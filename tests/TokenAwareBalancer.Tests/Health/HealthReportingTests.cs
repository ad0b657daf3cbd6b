using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Health;

/// <summary>Health as operators read it: the admin port, the log, the metrics.</summary>
public sealed class HealthReportingTests : HealthServingTest
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private volatile bool _isWell;

    [Fact]
    public async Task Report_OfANewBackend_SaysThatNothingIsKnown()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync("{}")));

        var health = await ReadHealthAsync();

        Assert.Equal(
            """{"state":"starting","reason":"new","since":null,"until":null,"share":1,"restsUntil":null,"transitions":[]}""",
            health.GetRawText());
    }

    [Fact]
    public async Task Report_AfterFailures_SaysStateReasonTimesAndEveryStep()
    {
        await StartFailingAsync();
        var before = DateTimeOffset.UtcNow;
        await FailUntilEjectedAsync();

        var health = await ReadHealthAsync();

        Assert.Equal(("ejected", "server_error"), (StateOf(health), health.GetProperty("reason").GetString()));
        var since = health.GetProperty("since").GetDateTimeOffset();
        var until = health.GetProperty("until").GetDateTimeOffset();
        Assert.InRange(since, before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.InRange((until - since).TotalSeconds, Long.TotalSeconds - 1, Long.TotalSeconds + 1);
        Assert.Equal(0, health.GetProperty("share").GetDouble());
        var last = health.GetProperty("transitions").EnumerateArray().Last();
        Assert.Equal(
            ("suspect", "ejected", "server_error"),
            (last.GetProperty("from").GetString(), last.GetProperty("to").GetString(),
                last.GetProperty("reason").GetString()));
        Assert.Equal(["suspect:server_error", "ejected:server_error"], await ReadTransitionsAsync());
    }

    [Fact]
    public async Task Report_OfARecoveringBackend_ShowsItsRisingShare()
    {
        await StartFailingAsync();
        await FailUntilEjectedAsync();
        _isWell = true;

        // Ejected, but there is nobody else: its success brings it back.
        await AskChatAsync();
        await AwaitStateAsync("recovering");
        var health = await ReadHealthAsync();

        Assert.InRange(health.GetProperty("share").GetDouble(), 0.1, 0.5);
        Assert.InRange((await ScrapeAsync()).Value("balancer_backend_share_ratio", "backend=\"b1\""), 0.1, 0.5);
    }

    [Fact]
    public async Task Report_OfABackendThatAsksToBeLeftAlone_SaysUntilWhen()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync("busy", 429, headers: "Retry-After: 30\r\n")));

        await AskChatAsync();
        await Patience.UntilAsync(() => Gate.Fleet.Backends[0].Health.IsResting(Gate.NowSeconds));
        var health = await ReadHealthAsync();

        Assert.InRange(
            health.GetProperty("restsUntil").GetDateTimeOffset(),
            DateTimeOffset.UtcNow.AddSeconds(15), DateTimeOffset.UtcNow.AddSeconds(31));
        Assert.Equal("starting", StateOf(health));
    }

    [Fact]
    public async Task Log_OfEveryStep_HasOneLineAsSevereAsItsNews()
    {
        await StartFailingAsync();
        await FailUntilEjectedAsync();
        _isWell = true;
        await AskChatAsync();
        await AwaitStateAsync("recovering");

        var lines = Log.Lines.Where(line => line.Category == "balancer.health").ToArray();

        Assert.Equal([LogLevel.Warning, LogLevel.Warning, LogLevel.Information], lines.Select(line => line.Level));
        Assert.StartsWith(
            "b1 was starting and is suspect (server_error) until ", lines[0].Text, StringComparison.Ordinal);
        Assert.Matches(@"^b1 was suspect and is ejected \(server_error\) until \d\d:\d\d:\d\d\.\d{3}Z", lines[1].Text);
        Assert.StartsWith(
            "b1 was ejected and is recovering (serving) until ", lines[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_AfterFailures_HaveEachStepAndTheStateOfNow()
    {
        await StartFailingAsync();
        await FailUntilEjectedAsync();

        var page = await ScrapeAsync();

        Assert.All(["suspect", "ejected"], state => Assert.Equal(1, page.Value(
            "balancer_health_transitions_total",
            "backend=\"b1\"", $"state=\"{state}\"", "reason=\"server_error\"")));
        Assert.Equal(2, page.Value("balancer_health_transitions_total"));
        Assert.Equal(1, page.Value("balancer_backend_health", "backend=\"b1\"", "state=\"ejected\""));
        Assert.Equal(1, page.Value("balancer_backend_health", "backend=\"b1\""));
        Assert.Equal(0, page.Value("balancer_backend_share_ratio", "backend=\"b1\""));
    }

    private Task StartFailingAsync() => StartAsync(
        options => options.Health = new HealthOptions
        {
            Probes = false,
            Ejection = Long,
            Suspicion = Long,
            Recovery = Long,
        },
        Backend(exchange => _isWell ? exchange.AnswerAsync(Wire.ChatAnswer) : exchange.AnswerAsync("no", 500)));

    // What became of a request is learnt after its client has its answer.
    private async Task FailUntilEjectedAsync()
    {
        for (var i = 0; i < 3; i++)
            await AskChatAsync();
        await AwaitStateAsync("ejected");
    }
}
