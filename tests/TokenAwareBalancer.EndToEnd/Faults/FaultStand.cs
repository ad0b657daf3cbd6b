using System.Text.Json.Nodes;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Faults;

/// <summary>A balancer as a process in front of engines, and its books: what came in, and what became of it.</summary>
internal sealed class FaultStand : IAsyncDisposable
{
    /// <summary>What every fault needs: health that moves within a test's time.</summary>
    private const string Health = "health: { interval: 300ms, ejection: 300ms, recovery: 500ms }";

    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly List<StreamCrowd> _crowds = [];
    private int _sent;

    private FaultStand(BalancerProgram balancer, Uri clients, Uri operators)
    {
        Balancer = balancer;
        Clients = clients;
        Operators = operators;
    }

    public BalancerProgram Balancer { get; }

    public Uri Clients { get; }

    public Uri Operators { get; }

    /// <summary>Starts a balancer; its backends are b1, b2 and so on.</summary>
    /// <param name="settings">Lines of its configuration.</param>
    /// <param name="backends">Where they are.</param>
    public static async Task<FaultStand> StartAsync(string settings, params Uri[] backends)
    {
        var entries = backends.Select((address, index) => $"  - {{ name: b{index + 1}, url: \"{address}\" }}");
        var balancer = await BalancerProgram.ServeAsync($"""
            listen: 127.0.0.1:0
            admin: {"{"} listen: 127.0.0.1:0 {"}"}
            logging: {"{"} level: error {"}"}
            {Health}
            {settings}
            backends:
            {string.Join('\n', entries)}
            """);
        try
        {
            var (clients, operators) = await balancer.WaitUntilListeningAsync();
            return new FaultStand(balancer, clients, operators);
        }
        catch
        {
            await balancer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends so many requests at once.</summary>
    public StreamCrowd Send(int clients, int maxTokens = 100_000)
    {
        var crowd = StreamCrowd.Send(_http, Clients, clients, maxTokens);
        _crowds.Add(crowd);
        _sent += clients;
        return crowd;
    }

    public async Task<MetricsPage> ScrapeAsync() => new(await _http.GetStringAsync(
        new Uri(Operators, "metrics"), TestContext.Current.CancellationToken));

    /// <summary>
    /// Nothing is in flight, at the latest two seconds after the last answer, and the balancer has counted as its
    /// clients have: what came in is what was answered whole, and what was told an error.
    /// </summary>
    public async Task<MetricsPage> AssertBooksCloseAsync()
    {
        Assert.True(await Eventually.IsTrueAsync(async () => await ReadOpenAsync() == "", SettlingTime),
            await ReadOpenAsync());
        var page = await ScrapeAsync();
        Assert.Equal(0, page.Value("balancer_leases_open"));
        Assert.Equal(page.Value("balancer_tries_total"), page.Value("balancer_leases_settled_total"));
        var ends = _crowds.SelectMany(crowd => crowd.Ended).ToLookup(end => end.Kind == StreamEndKind.Complete);
        Assert.Equal(ends[true].Count(), page.Value("balancer_requests_total", "outcome=\"completed\""));
        Assert.Equal(ends[false].Count(), page.Value("balancer_rejections_total"));
        Assert.Equal(_sent, page.Value("balancer_requests_total"));
        return page;
    }

    /// <summary>Waits until a backend is in a state.</summary>
    /// <returns>The reason that it is in it for.</returns>
    public async Task<string> AwaitHealthAsync(string backend, string state)
    {
        var health = default(JsonNode);
        await Eventually.IsTrueAsync(
            async () => $"{(health = await ReadHealthAsync(backend))["state"]}" == state, RecoveryLimit);
        Assert.Equal(state, $"{health!["state"]}");
        return $"{health["reason"]}";
    }

    /// <summary>Waits until more requests than so many are in flight on a backend.</summary>
    public async Task AwaitMoreInFlightAsync(string backend, int requests) => Assert.True(
        await Eventually.IsTrueAsync(
            async () => (int)(await ReadBackendAsync(backend))["inFlight"]!["requests"]! > requests, StreamCrowd.Limit));

    /// <summary>Sends small requests until a backend is healthy by its answers: all of them are answered whole.</summary>
    public async Task AwaitRecoveryAsync(string backend)
    {
        Assert.True(
            await Eventually.IsTrueAsync(
                async () =>
                {
                    Assert.All(await Send(4, maxTokens: 2).EndAsync(), end => Assert.Equal(StreamEndKind.Complete, end.Kind));
                    return $"{(await ReadHealthAsync(backend))["state"]}" == "healthy";
                },
                RecoveryLimit),
            $"{await ReadHealthAsync(backend)}");
        Assert.NotEqual(0, (await ScrapeAsync()).Value(
            "balancer_health_transitions_total", $"backend=\"{backend}\"", "state=\"recovering\""));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Balancer.DisposeAsync();
    }

    private async Task<JsonNode> ReadHealthAsync(string backend) => (await ReadBackendAsync(backend))["health"]!;

    private async Task<JsonNode> ReadBackendAsync(string backend) =>
        (await ReadFleetAsync())["backends"]!.AsArray().Single(one => $"{one!["name"]}" == backend)!;

    private async Task<JsonNode> ReadFleetAsync() => JsonNode.Parse(await _http.GetStringAsync(
        new Uri(Operators, "admin/backends"), TestContext.Current.CancellationToken))!;

    /// <summary>What is not at zero yet, in words.</summary>
    private async Task<string> ReadOpenAsync()
    {
        var fleet = await ReadFleetAsync();
        var open = fleet["backends"]!.AsArray()
            .Where(one => one!["inFlight"]!.AsObject().Any(number => number.Value!.GetValue<long>() != 0))
            .Select(one => $"{one!["name"]}: {one["inFlight"]!.ToJsonString()}");
        var ended = (await ScrapeAsync()).Value("balancer_requests_total");
        var held = (int)fleet["heldRequests"]!;
        return string.Join(", ", (string[])[
            .. open,
            .. held == 0 ? Array.Empty<string>() : [$"{held} held"],
            .. ended == _sent ? Array.Empty<string>() : [$"{_sent} requests came and {ended} ended"]]);
    }
}
