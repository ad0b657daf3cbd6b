using System.Globalization;
using TokenAwareBalancer.Llama;
using TokenAwareBalancer.Node;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Restarts;

/// <summary>
/// Two llama-servers, of which first one and then the other is killed and started again, again and again, under streams
/// from OpenAI's packages for .NET and JavaScript that retry nothing themselves.
/// </summary>
/// <remarks>
/// A request that one engine has failed is not sent to it again, so both must not be killed within the life of one
/// request: between the last kill of the one and the first of the other there is a pause.
/// </remarks>
[Collection(LlamaTests.Name)]
public sealed class RestartTests
{
    private const int StreamsAtOnce = 6;
    private const int SlotsOfEach = 4;
    private const int OutputTokens = 48;

    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(24);
    private static readonly TimeSpan KillingTime = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan ReturnLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenKills = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BeforeTheOther = TimeSpan.FromSeconds(4);

    /// <summary>Down for longer than a suspicion lasts, under load, a backend cannot but be ejected.</summary>
    private static readonly TimeSpan[] Downtimes =
        [TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_EnginesKilledAndStartedAgain_FailOnlyAfterContentAndWithAReason()
    {
        await NodeSetup.RequireAsync();
        await using var engines = await RestartedEngines.StartAsync(LlamaSetup.Require(), SlotsOfEach);
        await using var program = await BalancerProgram.ServeAsync(Configure(engines.Addresses));
        var (address, operators) = await program.WaitUntilListeningAsync();

        var load = new StreamLoad(address, OutputTokens);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var streams = load.RunAsync(StreamsAtOnce, stopping.Token);
        var script = NodeScript.RunAsync<StreamReport>("restarts", Environment(address, operators, engines.Addresses));
        var kills = await KillBothAsync(engines, load, stopping);
        await streams;
        var (scriptReports, scriptEnding) = await script;
        var isAllSettled = await Eventually.IsTrueAsync(
            () => FleetState.IsIdleAsync(operators), TimeSpan.FromSeconds(5));
        var tries = await FleetState.CountTriesAsync(operators);
        await program.SendTerminationAsync();
        var (exitCode, _, log) = await program.WaitForExitAsync(TimeSpan.FromSeconds(10));

        StreamReport[] reports = [.. load.Reports, .. scriptReports];
        var transitions = HealthLog.Read(log);
        RestartSummary.Tell(kills, reports, tries, transitions);
        Assert.Equal("Exit code 0. ", scriptEnding);
        var failedBeforeContent = reports.Where(report => report is { HasFailed: true, Pieces: 0 }).ToArray();
        Assert.Empty(failedBeforeContent);
        var unexplained = reports.Where(report => report is { HasFailed: true, ErrorCode: not "answer_cut" }).ToArray();
        Assert.Empty(unexplained);
        Assert.True(isAllSettled, "A ledger did not return to zero.");
        AssertHealthIsAsDocumented(kills, transitions);
        Assert.Equal(0, exitCode);
        AssertLoadWasReal(reports, tries);
    }

    private static async Task<List<Kill>> KillBothAsync(
        RestartedEngines engines, StreamLoad load, CancellationTokenSource stopping)
    {
        try
        {
            var kills = await KillAgainAndAgainAsync(engines, load, victim: 0);
            await Task.Delay(BeforeTheOther, Cancellation);
            return [.. kills, .. await KillAgainAndAgainAsync(engines, load, victim: 1)];
        }
        finally
        {
            await stopping.CancelAsync();
        }
    }

    private static async Task<List<Kill>> KillAgainAndAgainAsync(RestartedEngines engines, StreamLoad load, int victim)
    {
        var kills = new List<Kill>();
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < KillingTime)
        {
            await Task.Delay(BetweenKills, Cancellation);
            var downtime = Downtimes[kills.Count % Downtimes.Length];
            await engines.RestartAsync(victim, downtime);
            kills.Add(new Kill(NameOf(victim), downtime, await WaitForAnAnswerAsync(load, NameOf(victim))));
        }
        return kills;
    }

    /// <summary>It is killed again when it has answered again.</summary>
    private static async Task<TimeSpan> WaitForAnAnswerAsync(StreamLoad load, string name)
    {
        var answersBefore = load.CountWhole(name);
        var started = TimeProvider.System.GetTimestamp();
        Assert.True(
            await Eventually.IsTrueAsync(() => load.CountWhole(name) > answersBefore, ReturnLimit),
            $"{name} was not used within {ReturnLimit} of its restart.");
        return TimeProvider.System.GetElapsedTime(started);
    }

    private static void AssertHealthIsAsDocumented(List<Kill> kills, IReadOnlyList<HealthLine> transitions)
    {
        Assert.All(transitions, line => Assert.True(HealthLog.IsDocumented(line), $"{line}"));
        foreach (var name in kills.Select(kill => kill.Backend).Distinct())
        {
            var own = transitions.Where(line => line.Backend == name).ToArray();
            var longKills = kills.Count(kill => kill.Backend == name && kill.Downtime >= TimeSpan.FromSeconds(1));
            Assert.InRange(own.Count(line => line.To == "ejected"), longKills, int.MaxValue);
            Assert.InRange(own.Count(line => line.To == "recovering"), longKills, int.MaxValue);
            Assert.All(own.Where(line => line.To is "suspect" or "ejected"), line =>
                Assert.Contains(line.Reason, (string[])["unreachable", "lost", "cut", "probe_failed", "server_error"]));
        }
    }

    // A test in which nothing broke would show nothing.
    private static void AssertLoadWasReal(StreamReport[] reports, IReadOnlyDictionary<string, int> tries)
    {
        Assert.Contains(reports, report => report.HasFailed);
        Assert.InRange(tries.Values.Sum() - reports.Length, 1, int.MaxValue);
        var answered = reports.Where(report => !report.HasFailed).GroupBy(report => report.Client).ToArray();
        Assert.Equal(3, answered.Length);
        Assert.All(answered, client =>
            Assert.Equal([NameOf(0), NameOf(1)], client.Select(report => report.Backend!).Distinct().Order()));
    }

    private static string Configure(IReadOnlyList<Uri> engines) => $$"""
        listen: 127.0.0.1:0
        admin: { listen: "127.0.0.1:0" }
        backends:
          - { name: {{NameOf(0)}}, url: "{{engines[0]}}", models: [words] }
          - { name: {{NameOf(1)}}, url: "{{engines[1]}}", models: [words] }
        """;

    private static Dictionary<string, string> Environment(
        Uri address, Uri operators, IReadOnlyList<Uri> engines) => new()
        {
            ["BALANCER_URL"] = Bare(address),
            ["BALANCER_ADMIN_URL"] = Bare(operators),
            ["ENGINE_URLS"] = string.Join(' ', engines.Select(Bare)),
            ["OUTPUT_TOKENS"] = OutputTokens.ToString(CultureInfo.InvariantCulture),
            ["LOAD_MILLISECONDS"] = LoadTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        };

    private static string NameOf(int engine) => $"engine-{engine}";

    private static string Bare(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
