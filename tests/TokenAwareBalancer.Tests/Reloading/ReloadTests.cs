using System.Globalization;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Reloading;

/// <summary>What a reload changes, and what it leaves alone.</summary>
public sealed class ReloadTests : ReloadTest
{
    [Fact]
    public async Task Reload_OtherBackends_NewRequestsGoThereAndTheOldOneEndsItsStream()
    {
        var release = new TaskCompletionSource();
        var old = Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            await release.Task;
            await exchange.WriteChunkAsync(Wire.DoneEvent);
            await exchange.EndChunksAsync();
        });
        var next = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartFromFileAsync("", ("old", old));
        using var streaming = await ConnectAsync();
        var stream = streaming.AskAsync(Wire.PostChat(stream: true));
        await Patience.UntilAsync(() => InFlight(0).DecodeTokens > 0 && InFlight(0).PrefillTokens == 0);

        Write("", ("next", next));
        var (status, report) = await ReloadAsync();

        Assert.Equal((200, 2), (status, report.GetProperty("generation").GetInt32()));
        Assert.Equal("next", report.GetProperty("lastReload").GetProperty("addedBackends")[0].GetString());
        Assert.Equal("old", report.GetProperty("lastReload").GetProperty("removedBackends")[0].GetString());
        Assert.Equal("next", (await AskChatAsync()).Header("x-balancer-backend"));
        var leaving = Assert.Single((await GetAdminAsync("/admin/backends")).GetProperty("leavingBackends").EnumerateArray());
        Assert.Equal(1, leaving.GetProperty("inFlight").GetProperty("requests").GetInt64());

        release.SetResult();
        Assert.EndsWith(Wire.DoneEvent, (await stream).Text, StringComparison.Ordinal);
        await Patience.UntilAsync(() => Gate.LeavingBackends.Count == 0);
    }

    [Fact]
    public async Task Reload_BrokenFile_KeepsTheLastGoodOneAndSaysWhatIsWrong()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartFromFileAsync("", ("b", backend));

        Write("policy: fastest\ntimeouts: { hold: soon }", ("b", backend));
        var (status, report) = await ReloadAsync();

        Assert.Equal((422, 1), (status, report.GetProperty("generation").GetInt32()));
        var errors = report.GetProperty("lastReload").GetProperty("errors").EnumerateArray()
            .Select(error => error.GetString()!).ToArray();
        Assert.Collection(errors,
            policy => Assert.Contains("policy: \"fastest\"", policy, StringComparison.Ordinal),
            hold => Assert.Contains("timeouts.hold: \"soon\"", hold, StringComparison.Ordinal));
        Assert.Equal(200, (await AskChatAsync()).Status);
        var metrics = await ScrapeAsync();
        Assert.Equal(1, metrics.Value("balancer_configuration_stale"));
        Assert.Equal(1, metrics.Value("balancer_configuration_reloads_total", "result=\"failure\""));

        Write("", ("b", backend));
        Assert.Equal(200, (await ReloadAsync()).Status);
        Assert.Equal(0, (await ScrapeAsync()).Value("balancer_configuration_stale"));
    }

    [Fact]
    public async Task Reload_BackendThatStays_KeepsItsObjectItsLimitChangesAndItsModelIsRemembered()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartFromFileAsync("", ("b", backend));
        await AskChatAsync();
        // What is learned of an answer may come after the answer.
        await Patience.UntilAsync(() => Gate.Fleet.FindModel("m"u8)!.Beliefs.MeanOutputTokens < 256);
        var before = Gate.Fleet.Backends[0];
        var meanTokens = Gate.Fleet.FindModel("m"u8)!.Beliefs.MeanOutputTokens;

        WriteText($"""
            listen: 127.0.0.1:0
            admin: {"{"} listen: 127.0.0.1:0 {"}"}
            health: {"{"} probes: false, failuresInARow: 1 {"}"}
            scraping: {"{"} enabled: false {"}"}
            backends: [{"{"} name: b, url: "{backend.Address}", maxConcurrency: 7, weight: 3 {"}"}]
            """);
        await ReloadAsync();

        var after = Gate.Fleet.Backends[0];
        Assert.Same(before, after);
        Assert.Equal((7, 3.0), (after.MaxConcurrency, after.Definition.Weight));
        Assert.Equal(meanTokens, Gate.Fleet.FindModel("m"u8)!.Beliefs.MeanOutputTokens);
        Assert.NotEqual(256, meanTokens);
    }

    [Fact]
    public async Task Reload_BackendAtAnotherAddress_IsAnotherBackend()
    {
        var (first, second) = (Backend(Answer), Backend(Answer));
        await StartFromFileAsync("", ("b", first));
        var before = Gate.Fleet.Backends[0];

        Write("", ("b", second));
        await ReloadAsync();

        Assert.NotSame(before, Gate.Fleet.Backends[0]);
        Assert.Equal(200, (await AskChatAsync()).Status);
        Assert.Single(second.Requests);
    }

    [Fact]
    public async Task Reload_KeysAndLimits_HoldForTheNextRequest()
    {
        var backend = Backend(Answer);
        await StartFromFileAsync("", ("b", backend));
        Assert.Equal(200, (await AskChatAsync()).Status);

        var hash = Authenticating.KeyHash.Of("the-key").ToString();
        Write($"keys: [{{ name: a, hash: \"{hash}\" }}]\nlimits: {{ body: 1KiB }}", ("b", backend));
        await ReloadAsync();

        Assert.Equal(401, (await AskChatAsync()).Status);
        string[] key = ["Authorization: Bearer the-key"];
        Assert.Equal(200, (await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), key))).Status);
        var large = Wire.Chat(content: new string('x', 2000));
        Assert.Equal(413, (await AskAsync(Wire.Post(Wire.ChatPath, large, key))).Status);
    }

    [Fact]
    public async Task Reload_HeldRequest_GoesToABackendThatWasAdded()
    {
        var release = new TaskCompletionSource();
        var busy = Backend(async exchange =>
        {
            await release.Task;
            await exchange.AnswerAsync(Wire.ChatAnswer);
        });
        await StartFromFileAsync("", ("busy", busy));
        WriteText($"""
            listen: 127.0.0.1:0
            admin: {"{"} listen: 127.0.0.1:0 {"}"}
            health: {"{"} probes: false {"}"}
            scraping: {"{"} enabled: false {"}"}
            backends: [{"{"} name: busy, url: "{busy.Address}", maxConcurrency: 1 {"}"}]
            """);
        await ReloadAsync();
        var first = AskChatAsync();
        await Patience.UntilAsync(() => InFlight(0).Requests == 1);
        var held = AskChatAsync();
        await Patience.UntilAsync(() => Gate.HeldRequests == 1);

        Write("", ("other", Backend(Answer)));
        await ReloadAsync();

        Assert.Equal("other", (await held).Header("x-balancer-backend"));
        release.SetResult();
        Assert.Equal(200, (await first).Status);
    }

    [Fact]
    public async Task Reload_ThatKeepsCredentialsBack_HoldsForARequestThatIsInLine()
    {
        const string Secret = "the-clients-own-key";
        var release = new TaskCompletionSource();
        var busy = Backend(async exchange =>
        {
            await release.Task;
            await exchange.AnswerAsync(Wire.ChatAnswer);
        });
        var hosted = Backend(Answer);
        string Lines(string forward, string backends) => $"""
            listen: 127.0.0.1:0
            admin: {"{"} listen: 127.0.0.1:0 {"}"}
            health: {"{"} probes: false {"}"}
            scraping: {"{"} enabled: false {"}"}
            learnConcurrency: false
            forwardClientAuthorization: {forward}
            backends: [{backends}]
            """;
        await StartFromFileAsync("", ("busy", busy));
        WriteText(Lines("true", $"{{ name: busy, url: \"{busy.Address}\", maxConcurrency: 1 }}"));
        await ReloadAsync();
        var first = AskChatAsync();
        await Patience.UntilAsync(() => InFlight(0).Requests == 1);
        var held = AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), $"Authorization: Bearer {Secret}"));
        await Patience.UntilAsync(() => Gate.HeldRequests == 1);

        WriteText(Lines("false", $"{{ name: hosted, url: \"{hosted.Address}\" }}"));
        await ReloadAsync();

        Assert.Equal("hosted", (await held).Header("x-balancer-backend"));
        Assert.DoesNotContain(Secret, hosted.OnlyRequest.Head, StringComparison.Ordinal);
        release.SetResult();
        Assert.Equal(200, (await first).Status);
    }

    [Fact]
    public async Task Reload_OfWhatNeedsARestart_IsNamed()
    {
        await StartFromFileAsync("", ("b", Backend(Answer)));

        Write("logging: { level: debug }\ntimeouts: { connect: 9s, total: 9m }", ("b", Backend(Answer)));
        var (_, report) = await ReloadAsync();

        Assert.Equal(["timeouts.connect", "logging"],
            report.GetProperty("awaitingRestart").EnumerateArray().Select(path => path.GetString()));
        Assert.Equal(200, (await AskChatAsync()).Status);
    }

    [Fact]
    public async Task Reload_TwoAtOnce_AreBothInForceOneAfterTheOther()
    {
        await StartFromFileAsync("", ("b", Backend(Answer)));

        var reports = await Task.WhenAll(ReloadAsync(), ReloadAsync());

        Assert.Equal([2, 3], reports.Select(report => report.Report.GetProperty("generation").GetInt32()).Order());
    }

    [Fact]
    public async Task Reload_AdminToken_IsAskedForAtOnce()
    {
        await StartFromFileAsync("", ("b", Backend(Answer)));

        Write("admin: { listen: 127.0.0.1:0, token: a-token-for-operators }", ("b", Backend(Answer)));
        await ReloadAsync();

        Assert.Equal(401, (await ReloadAsync()).Status);
        Assert.Equal(200, (await ReloadAsync("Authorization: Bearer a-token-for-operators")).Status);
    }

    [Fact]
    public async Task Reload_FileWritten_IsInForceSoonWithoutBeingAskedFor()
    {
        await StartFromFileAsync("", ("b", Backend(Answer)));

        Write("", ("b", Backend(Answer)), ("c", Backend(Answer)));

        await Patience.UntilAsync(() => Gate.Fleet.Backends.Length == 2);
        Assert.Equal("file", (await GetAdminAsync("/admin/configuration"))
            .GetProperty("lastReload").GetProperty("trigger").GetString());
    }

    [Fact]
    public async Task Reload_WithoutAFile_IsAConflict()
    {
        await StartAsync(Backend(Answer));

        Assert.Equal(409, (await ReloadAsync()).Status);
    }

    [Fact]
    public async Task Reload_ByGet_IsNotAllowed()
    {
        await StartFromFileAsync("", ("b", Backend(Answer)));
        using var client = await RawClient.ConnectAsync(AdminAddress);

        Assert.Equal(405, (await client.AskAsync(Wire.Get("/admin/reload"))).Status);
        Assert.Equal(1, (await GetAdminAsync("/admin/configuration")).GetProperty("generation").GetInt32());
    }

    [Fact]
    public async Task Reload_AHundredTimesUnderLoad_FailsNoRequest()
    {
        var backends = Backends(3, exchange => exchange.StreamAsync(Event(), Event(), Event()));
        (string Name, ScriptedBackend Backend)[] named =
            [.. backends.Select((backend, i) => (string.Create(CultureInfo.InvariantCulture, $"b{i}"), backend))];
        await StartFromFileAsync("", named);
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => AskUntilAsync(stop.Token)).ToArray();

        for (var reload = 0; reload < 100; reload++)
        {
            // Now this one is gone, now that one; never all.
            Write("", [.. named.Where((_, i) => i != reload % 4)]);
            Assert.Equal(200, (await ReloadAsync()).Status);
        }

        await stop.CancelAsync();
        var answers = (await Task.WhenAll(clients)).SelectMany(answered => answered).ToArray();
        Assert.All(answers, status => Assert.Equal(200, status));
        Assert.True(answers.Length >= 100, $"{answers.Length} answers");
        Assert.Equal(101, (await GetAdminAsync("/admin/configuration")).GetProperty("generation").GetInt32());
        await Patience.UntilAsync(() => Gate.LeavingBackends.Count == 0);
    }

    private async Task<List<int>> AskUntilAsync(CancellationToken stop)
    {
        List<int> statuses = [];
        while (!stop.IsCancellationRequested)
            statuses.Add((await AskChatAsync(stream: true)).Status);
        return statuses;
    }

    private static byte[] Event() => System.Text.Encoding.UTF8.GetBytes(Wire.ContentEvent);

    private static Task Answer(BackendExchange exchange) => exchange.AnswerAsync(Wire.ChatAnswer);
}
