using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Health;

/// <summary>What probes find becomes the backend's state, without a request of a client's.</summary>
public sealed class HealthProberTests : HealthServingTest
{
    private static readonly TimeSpan Rare = TimeSpan.FromHours(1);

    private volatile bool _isDead;

    [Fact]
    public async Task Backend_DiesAndComesBackUnasked_IsEjectedAndRecovers()
    {
        await StartAsync(ProbeOften, Backend(AnswerUnlessDeadAsync));
        await AwaitStateAsync("healthy");

        _isDead = true;
        await AwaitStateAsync("ejected");
        _isDead = false;
        await AwaitStateAsync("healthy");

        var steps = await ReadTransitionsAsync();
        Assert.Equal("healthy:serving", steps[0]);
        Assert.Contains("ejected:probe_failed", steps);
        Assert.Equal(["recovering:serving", "healthy:time_over"], steps[^2..]);
    }

    [Fact]
    public async Task Backend_WasNeverThere_StaysStartingAndIsPassedOver()
    {
        using var refusing = new RefusingPort();
        var other = Backend(AnswerUnlessDeadAsync);
        await StartAsync(options =>
        {
            ProbeOften(options);
            options.Backends = [Option("b1", refusing.Address), Option("b2", other.Address)];
        });
        await AwaitStateAsync("healthy", backend: 1);
        await Patience.UntilAsync(async () => (await ReadTransitionsAsync()).Length > 0);

        for (var i = 0; i < 10; i++)
            Assert.Equal("b2", (await AskChatAsync()).Header("x-balancer-backend"));

        Assert.Equal("starting:probe_failed", (await ReadTransitionsAsync())[0]);
        Assert.Equal(0, (await ScrapeAsync()).Value("balancer_tries_total", "backend=\"b1\""));
    }

    [Fact]
    public async Task Backend_SaysThatItLoads_IsStartingUntilItServes()
    {
        var isLoading = true;
        var backend = Backend(exchange => Volatile.Read(ref isLoading)
            ? exchange.AnswerAsync("""{"error":{"message":"Loading model"}}""", 503)
            : exchange.AnswerAsync("{}"));
        await StartAsync(ProbeOften, backend);
        await Patience.UntilAsync(async () => (await ReadTransitionsAsync()).Length > 0);
        Assert.Equal(["starting:loading"], await ReadTransitionsAsync());

        Volatile.Write(ref isLoading, false);
        await AwaitStateAsync("healthy");

        Assert.Equal(["starting:loading", "healthy:serving"], await ReadTransitionsAsync());
    }

    [Fact]
    public async Task Backend_AcceptsAndIsSilent_IsEjected()
    {
        var backend = Backend(exchange => _isDead ? exchange.Gone : exchange.AnswerAsync("{}"));
        await StartAsync(
            options =>
            {
                ProbeOften(options);
                options.Health.Timeout = TimeSpan.FromMilliseconds(300);
            },
            backend);
        await AwaitStateAsync("healthy");

        _isDead = true;

        await AwaitStateAsync("ejected");
        Assert.Equal("ejected:probe_failed", (await ReadTransitionsAsync())[^1]);
    }

    [Fact]
    public async Task Backend_SuspectForLostConnections_IsProbedAtOnceAndEjected()
    {
        var backend = Backend(AnswerUnlessDeadAsync);
        var other = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(
            options =>
            {
                options.Health = new HealthOptions { Interval = Rare, Suspicion = Rare };
                options.Policy = "round-robin";
            },
            backend, other);
        await AwaitStateAsync("healthy");
        await AwaitStateAsync("healthy", backend: 1);

        _isDead = true;
        for (var i = 0; i < 2; i++)
            Assert.Equal(200, (await AskChatAsync()).Status);

        await AwaitStateAsync("ejected");
        Assert.Equal(["suspect:lost", "ejected:probe_failed"], (await ReadTransitionsAsync())[^2..]);
    }

    [Fact]
    public async Task Probes_OffForOneBackend_AskOnlyTheOther()
    {
        var unasked = Backend(exchange => exchange.AnswerAsync("{}"));
        var asked = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(
            options =>
            {
                ProbeOften(options);
                options.Backends[0].Health.Probes = false;
                options.Backends[1].Health.Path = "/up";
            },
            unasked, asked);

        await Patience.UntilAsync(() => asked.Requests.Length >= 3);

        Assert.Empty(unasked.Requests);
        Assert.All(asked.Requests, request => Assert.Equal("GET /up HTTP/1.1", request.Lines[0]));
    }

    private Task AnswerUnlessDeadAsync(BackendExchange exchange)
    {
        if (!_isDead)
            return exchange.AnswerAsync(Wire.ChatAnswer);
        exchange.Reset();
        return Task.CompletedTask;
    }
}
