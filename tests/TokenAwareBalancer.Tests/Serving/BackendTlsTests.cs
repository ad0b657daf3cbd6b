using System.Globalization;
using System.Text.Json;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Serving;

/// <summary>TLS to backends: who is trusted, who is not and why, and how the balancer says who it is.</summary>
public sealed class BackendTlsTests : ServingTest
{
    private readonly Authority _authority = new();
    private readonly List<EncryptedBackend> _encrypted = [];

    private protected override void DisposeClients()
    {
        foreach (var backend in _encrypted)
            backend.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Certificate_OfTheConfiguredAuthority_IsTrusted()
    {
        var backend = Encrypted("localhost");
        await StartAsync(To(backend, "localhost", new() { Ca = _authority.CaFile }));

        Assert.Equal(200, (await AskChatAsync()).Status);
        Assert.Equal("localhost", backend.AskedNames.First());
        Assert.Null(await ProblemAsync());
    }

    [Fact]
    public async Task Certificate_OfAnUnknownAuthority_IsRefusedWithTheReason()
    {
        await StartAsync(To(Encrypted("localhost"), "localhost", new()));

        Assert.Equal(502, (await AskChatAsync()).Status);

        Assert.Contains("leads to no authority that is trusted", await ProblemAsync(), StringComparison.Ordinal);
        Assert.Single(Log.Lines, line => line.Category == "balancer.tls"
            && line.Text.Contains("issued by CN=Test Authority", StringComparison.Ordinal));
        Assert.Equal(HealthReason.Untrusted, Gate.Fleet.Backends[0].Health.Read(Gate.NowSeconds).Reason);
    }

    [Fact]
    public async Task Certificate_OfAnotherName_IsRefusedUnlessThatNameIsConfigured()
    {
        var backend = Encrypted("engine.internal");
        await StartAsync(To(backend, "localhost", new() { Ca = _authority.CaFile }));
        Assert.Equal(502, (await AskChatAsync()).Status);
        Assert.Contains("is for engine.internal, and not for localhost", await ProblemAsync(), StringComparison.Ordinal);

        Balancer.Configuration.Apply(Options(
            To(backend, "localhost", new() { Ca = _authority.CaFile, ServerName = "engine.internal" })));

        await Patience.UntilAsync(async () => (await AskChatAsync()).Status == 200);
        Assert.Equal("engine.internal", backend.AskedNames.Last());
        Assert.Null(await ProblemAsync());
    }

    [Fact]
    public async Task Certificate_ThatHasExpired_IsRefusedWithItsTime()
    {
        var ended = DateTimeOffset.UtcNow.AddDays(-2);
        var backend = new EncryptedBackend(_authority.Issue("localhost", ended));
        _encrypted.Add(backend);
        await StartAsync(To(backend, "localhost", new() { Ca = _authority.CaFile }));

        Assert.Equal(502, (await AskChatAsync()).Status);
        Assert.Contains(ended.ToString("'until' yyyy-MM-dd", CultureInfo.InvariantCulture), await ProblemAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_Wrong_SendsRequestsToTheBackendWhoseIsRight()
    {
        var (wrong, right) = (Encrypted("elsewhere"), Encrypted("localhost"));
        await StartAsync(
            To(wrong, "localhost", new() { Ca = _authority.CaFile }, "wrong"),
            To(right, "localhost", new() { Ca = _authority.CaFile }, "right"));

        for (var request = 0; request < 5; request++)
            Assert.Equal("right", (await AskChatAsync()).Header("x-balancer-backend"));
        Assert.Empty(wrong.Paths);
    }

    [Fact]
    public async Task Client_WithACertificate_IsAdmittedAndShowsARenewedOneSoon()
    {
        var backend = new EncryptedBackend(
            _authority.Issue("localhost"), shown => shown is not null && _authority.HasIssued(shown));
        _encrypted.Add(backend);
        var (certificate, key) = _authority.IssueFiles("balancer-1");
        await StartAsync(To(
            backend, "localhost", new() { Ca = _authority.CaFile, Certificate = certificate, Key = key }));
        Assert.Equal(200, (await AskChatAsync()).Status);
        Assert.Equal("CN=balancer-1", backend.Clients.Last());

        _authority.IssueFiles("balancer-2");

        await Patience.UntilAsync(async () =>
            (await AskChatAsync()).Status == 200 && backend.Clients.Last() == "CN=balancer-2");
        Assert.Equal("CN=balancer-2", backend.Clients.Last());

        File.WriteAllText(key, "nonsense");
        await Task.Delay(TimeSpan.FromSeconds(3), Patience.Token);
        Assert.Equal(200, (await AskChatAsync()).Status);
    }

    [Fact]
    public async Task Client_WithoutACertificateWhereOneIsRequired_IsToldThatTheBackendFailed()
    {
        var backend = new EncryptedBackend(_authority.Issue("localhost"), shown => shown is not null);
        _encrypted.Add(backend);
        await StartAsync(To(backend, "localhost", new() { Ca = _authority.CaFile }));

        Assert.Equal(502, (await AskChatAsync()).Status);
        Assert.Empty(backend.Paths);
    }

    [Fact]
    public async Task Insecure_TakesAnyCertificateAndIsWarnedOf()
    {
        await StartAsync(To(Encrypted("elsewhere"), "localhost", new() { Insecure = true }));

        Assert.Equal(200, (await AskChatAsync()).Status);
        Assert.Single(Log.Lines, line => line.Text.Contains("takes any certificate", StringComparison.Ordinal));
        Assert.True((await TlsAsync()).GetProperty("insecure").GetBoolean());
    }

    [Fact]
    public async Task Authority_ReplacedInItsFile_HoldsForTheNextConnection()
    {
        using var other = new Authority("Next Authority");
        var backend = new EncryptedBackend(other.Issue("localhost"));
        _encrypted.Add(backend);
        await StartAsync(To(backend, "localhost", new() { Ca = _authority.CaFile }));
        Assert.Equal(502, (await AskChatAsync()).Status);

        File.Copy(other.CaFile, _authority.CaFile, overwrite: true);

        await Patience.UntilAsync(async () => (await AskChatAsync()).Status == 200);
        Assert.Equal(200, (await AskChatAsync()).Status);
    }

    [Fact]
    public async Task Probes_GoBySameRules_AndSayWhyTheyFail()
    {
        var (wrong, right) = (Encrypted("elsewhere"), Encrypted("localhost"));
        var backends = new[]
        {
            To(wrong, "localhost", new() { Ca = _authority.CaFile }, "wrong"),
            To(right, "localhost", new() { Ca = _authority.CaFile }, "right"),
        };
        await StartAsync(options =>
        {
            options.Backends = backends;
            options.Health = new HealthOptions { Interval = TimeSpan.FromMilliseconds(200) };
        });

        await Patience.UntilAsync(() => right.Paths.Contains("/health")
            && Gate.Fleet.Backends[0].Health.Read(Gate.NowSeconds).State == HealthState.Ejected);
        Assert.Equal(HealthReason.Untrusted, Gate.Fleet.Backends[0].Health.Read(Gate.NowSeconds).Reason);
        Assert.Equal(HealthState.Healthy, Gate.Fleet.Backends[1].Health.Read(Gate.NowSeconds).State);
    }

    private EncryptedBackend Encrypted(string name)
    {
        var backend = new EncryptedBackend(_authority.Issue(name));
        _encrypted.Add(backend);
        return backend;
    }

    private Task StartAsync(params BackendOptions[] backends) =>
        StartAsync(options => options.Backends = backends);

    private static BalancerOptions Options(params BackendOptions[] backends) => new()
    {
        LearnConcurrency = false,
        PreferLoaded = false,
        Health = new HealthOptions { Probes = false },
        Scraping = new ScrapingOptions { Enabled = false },
        Backends = backends,
    };

    private static BackendOptions To(EncryptedBackend backend, string host, BackendTlsOptions tls, string name = "b") =>
        new() { Name = name, Url = new UriBuilder("https", host, backend.Port).Uri, Tls = tls };

    private async Task<string?> ProblemAsync() => (await TlsAsync()).GetProperty("problem").GetString();

    private async Task<JsonElement> TlsAsync()
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        var report = JsonDocument.Parse((await client.AskAsync(Wire.Get("/admin/backends"))).Text).RootElement;
        return report.GetProperty("backends")[0].GetProperty("tls");
    }
}
