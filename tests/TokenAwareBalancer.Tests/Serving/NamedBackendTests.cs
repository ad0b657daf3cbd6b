using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Dns;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Names that stand for several backends, while requests run and DNS changes its mind.</summary>
public sealed class NamedBackendTests : ServingTest
{
    private const string Host = "vllm.test";

    private readonly ScriptedNames _names = new();
    private readonly ServiceDns _dns = new();

    private protected override void DisposeClients() => _dns.Dispose();

    [Fact]
    public async Task Addresses_OfAName_AreBackendsThatAreAskedByThatName()
    {
        var (first, second) = Pair();
        _names[Host] = ["127.0.0.2", "127.0.0.3"];
        await StartAsync(Named(first));

        for (var request = 0; request < 4; request++)
            Assert.Equal(200, (await AskChatAsync()).Status);

        Assert.Equal(["gpu-127.0.0.2", "gpu-127.0.0.3"], Gate.Fleet.Backends.Select(backend => backend.Name));
        Assert.Equal([2, 2], new[] { first, second }.Select(backend => backend.Requests.Length));
        Assert.All(first.Requests, request => Assert.Equal($"{Host}:{first.Address.Port}", request.Header("Host")));
    }

    [Fact]
    public async Task Address_ThatIsGone_IsSentNothingMoreAndTheOthersStayTheSame()
    {
        var (first, _) = Pair();
        _names[Host] = ["127.0.0.2", "127.0.0.3"];
        await StartAsync(Named(first));
        var staying = Gate.Fleet.Backends[1];

        _names[Host] = ["127.0.0.3"];

        await Patience.UntilAsync(() => Gate.Fleet.Backends.Length == 1);
        Assert.Same(staying, Assert.Single(Gate.Fleet.Backends));
        Assert.Equal("gpu-127.0.0.3", (await AskChatAsync()).Header("x-balancer-backend"));
    }

    [Fact]
    public async Task Lookup_ThatFailsOrSaysNothing_ChangesNothingAndIsToldOnce()
    {
        var (first, _) = Pair();
        _names[Host] = ["127.0.0.2", "127.0.0.3"];
        await StartAsync(Named(first));

        _names[Host] = null;
        await Patience.UntilAsync(async () => (await ReadNameAsync()).GetProperty("lastError").GetString() is not null);
        var lookups = _names.Lookups;
        await Patience.UntilAsync(() => _names.Lookups > lookups + 3);
        _names[Host] = [];
        await Patience.UntilAsync(() => _names.Lookups > lookups + 6);

        Assert.Equal(2, Gate.Fleet.Backends.Length);
        Assert.Equal(200, (await AskChatAsync()).Status);
        Assert.Single(Log.Lines, line => line.Text.Contains("could not be looked up", StringComparison.Ordinal));
        var metrics = await ScrapeAsync();
        Assert.Equal(1, metrics.Value("balancer_discovery_stale", "entry=\"gpu\""));
        Assert.Equal(2, metrics.Value("balancer_discovery_backends", "entry=\"gpu\""));
        Assert.Equal(["127.0.0.2", "127.0.0.3"],
            (await ReadNameAsync()).GetProperty("places").EnumerateArray().Select(place => place.GetString()));
    }

    [Fact]
    public async Task Name_ThatNobodyKnowsAtTheStart_IsNotReadyAndServesAsSoonAsItIsKnown()
    {
        var (first, _) = Pair();
        await StartAsync(Named(first));

        Assert.Equal(503, (await AskAsync(Wire.Get("/readyz"))).Status);
        var refused = await AskChatAsync();
        Assert.Equal((503, "no_backend"), (refused.Status, refused.Header("x-balancer-reason")));

        _names[Host] = ["127.0.0.2"];
        await Patience.UntilAsync(() => Gate.Fleet.Backends.Length == 1);
        Assert.Equal(200, (await AskChatAsync()).Status);
    }

    [Fact]
    public async Task Configuration_WithANewName_IsInForceWithItsBackendsThere()
    {
        var (first, _) = Pair();
        _names[Host] = ["127.0.0.2"];
        _names["other.test"] = ["127.0.0.3"];
        await StartAsync(Named(first));

        var options = Options();
        Named(first)(options);
        options.Backends = [.. options.Backends.Select(entry => new BackendOptions
        {
            Name = "next", Url = new UriBuilder(entry.Url) { Host = "other.test" }.Uri, Discover = entry.Discover,
        })];
        await Balancer.Names.PrepareAsync(options, Patience.Token);
        Balancer.Configuration.Apply(options);

        Assert.Equal("next-127.0.0.3", (await AskChatAsync()).Header("x-balancer-backend"));
    }

    [Fact]
    public async Task Addresses_ChangingUnderLoad_FailNoRequest()
    {
        var (first, _) = Pair();
        string[][] sets = [["127.0.0.2", "127.0.0.3"], ["127.0.0.2"], ["127.0.0.3", "127.0.0.2"], ["127.0.0.3"]];
        _names[Host] = sets[0];
        await StartAsync(Named(first));

        var answers = await AskWhileAsync(async () =>
        {
            for (var change = 1; change <= 30; change++)
            {
                var before = _names.Lookups;
                _names[Host] = sets[change % sets.Length];
                await Patience.UntilAsync(() => _names.Lookups > before + 1);
            }
        });

        Assert.All(answers, status => Assert.Equal(200, status));
        Assert.True(answers.Length >= 50, $"{answers.Length} answers");
        await Patience.UntilAsync(() => Gate.LeavingBackends.Count == 0);
        Assert.Empty(Gate.LeavingBackends);
        Assert.True(Log.Lines.Count(line => line.Text.Contains("stands for", StringComparison.Ordinal)) > 15);
    }

    [Fact]
    public async Task Services_ChangingUnderLoad_FailNoRequest()
    {
        var backends = Backends(3, Stream);
        byte[][] records = [.. backends.Select(backend => DnsBytes.Owned(
            [0xc0, 12], 33, DnsBytes.ServiceData(0, 0, (ushort)backend.Address.Port, DnsBytes.Name("localhost")),
            timeToLiveSeconds: 0))];
        _dns.Records = records;
        await StartAsync(options =>
        {
            options.Discovery = Quick(dnsServer: _dns.Address);
            options.Backends =
            [
                new() { Name = "gpu", Url = new Uri("http://_http._tcp.vllm.test/"), Discover = DiscoveryKind.Services },
            ];
        });
        Assert.Equal(backends.Select(backend => $"gpu-localhost-{backend.Address.Port}").Order(),
            Gate.Fleet.Backends.Select(backend => backend.Name).Order());

        var answers = await AskWhileAsync(async () =>
        {
            for (var change = 0; change < 20; change++)
            {
                var before = _dns.UdpAnswers;
                _dns.Records = [.. records.Where((_, index) => index != change % 4)];
                await Patience.UntilAsync(() => _dns.UdpAnswers > before + 1);
            }
        });

        Assert.All(answers, status => Assert.Equal(200, status));
        Assert.True(answers.Length >= 50, $"{answers.Length} answers");
    }

    private Action<BalancerOptions> Named(ScriptedBackend backend)
    {
        Lookup = _names;
        return options =>
        {
            options.Policy = "round-robin";
            options.Discovery = Quick();
            options.Backends =
            [
                new()
                {
                    Name = "gpu",
                    Url = new UriBuilder("http", Host, backend.Address.Port).Uri,
                    Discover = DiscoveryKind.Addresses,
                },
            ];
        };
    }

    private static DiscoveryOptions Quick(string? dnsServer = null) =>
        new() { Interval = TimeSpan.FromMilliseconds(100), DnsServer = dnsServer };

    private static BalancerOptions Options() => new()
    {
        LearnConcurrency = false,
        PreferLoaded = false,
        Health = new HealthOptions { Probes = false },
        Scraping = new ScrapingOptions { Enabled = false },
    };

    /// <summary>Two backends at two addresses and the same port, as pods are.</summary>
    private (ScriptedBackend First, ScriptedBackend Second) Pair()
    {
        while (true)
        {
            var first = Backend(Stream, new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
            try
            {
                return (first, Backend(Stream, new IPEndPoint(IPAddress.Parse("127.0.0.3"), first.Address.Port)));
            }
            catch (SocketException)
            {
                // Somebody else has that port there.
            }
        }
    }

    private async Task<int[]> AskWhileAsync(Func<Task> act)
    {
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            // One connection each: a new one for each request would soon be all that the process may have.
            var client = await ConnectAsync();
            List<int> statuses = [];
            while (!stop.IsCancellationRequested)
                statuses.Add((await client.AskAsync(Wire.PostChat(stream: true))).Status);
            return statuses;
        })).ToArray();
        await act();
        await stop.CancelAsync();
        return [.. (await Task.WhenAll(clients)).SelectMany(statuses => statuses)];
    }

    private async Task<JsonElement> ReadNameAsync()
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        var report = JsonDocument.Parse((await client.AskAsync(Wire.Get("/admin/backends"))).Text).RootElement;
        return report.GetProperty("discovery")[0];
    }

    private static Task Stream(BackendExchange exchange) => exchange.StreamAsync(
        System.Text.Encoding.UTF8.GetBytes(Wire.ContentEvent), System.Text.Encoding.UTF8.GetBytes(Wire.DoneEvent));
}
