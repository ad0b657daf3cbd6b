using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Health;

/// <summary>What a server's answers to a probe mean.</summary>
public sealed class HealthProbeTests : IAsyncDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(15);

    private readonly EngineClient _client = new(TimeSpan.FromSeconds(5));
    private readonly List<ScriptedBackend> _backends = [];

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var backend in _backends)
            await backend.DisposeAsync();
    }

    [Theory]
    [InlineData(200, "", ProbeResult.Good)]
    [InlineData(204, "", ProbeResult.Good)]
    [InlineData(401, "", ProbeResult.Good)]
    [InlineData(403, "", ProbeResult.Good)]
    [InlineData(429, "", ProbeResult.Good)]
    [InlineData(503, """{"error":{"code":503,"message":"Loading model"}}""", ProbeResult.Loading)]
    [InlineData(503, "Service Unavailable", ProbeResult.Failed)]
    [InlineData(500, "Loading model", ProbeResult.Failed)]
    public async Task HealthPath_Answers_SaysSo(int status, string body, ProbeResult expected)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(body, status));

        Assert.Equal(expected, await Probe(backend.Address).AskAsync(Patience.Token));
        Assert.Equal("GET /health HTTP/1.1", backend.OnlyRequest.Lines[0]);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(501)]
    public async Task HealthPath_IsNotThere_ItsModelsAreAskedForInstead(int status)
    {
        var backend = Backend(exchange => IsHealth(exchange)
            ? exchange.AnswerAsync("no", status)
            : exchange.AnswerAsync("""{"data":[]}"""));
        var probe = Probe(backend.Address);

        Assert.Equal(ProbeResult.Good, await probe.AskAsync(Patience.Token));
        Assert.Equal(ProbeResult.Good, await probe.AskAsync(Patience.Token));

        Assert.Equal(["/health", "/v1/models", "/v1/models"], Paths(backend));
    }

    [Theory]
    [InlineData(200, ProbeResult.Good)]
    [InlineData(404, ProbeResult.Good)]
    [InlineData(500, ProbeResult.Failed)]
    public async Task Models_AskedForInstead_WhoListsNoneMayServeAllTheSame(int status, ProbeResult expected)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("x", IsHealth(exchange) ? 404 : status));

        Assert.Equal(expected, await Probe(backend.Address).AskAsync(Patience.Token));
    }

    [Fact]
    public async Task Models_FailOnce_TheHealthPathIsTriedAgain()
    {
        var isLlama = false;
        var backend = Backend(exchange => (IsHealth(exchange), isLlama) switch
        {
            (true, false) => exchange.AnswerAsync("no", 404),
            (true, true) => exchange.AnswerAsync("{}"),
            _ => exchange.AnswerAsync("no", isLlama ? 503 : 200),
        });
        var probe = Probe(backend.Address);

        Assert.Equal(ProbeResult.Good, await probe.AskAsync(Patience.Token));
        isLlama = true;
        Assert.Equal(ProbeResult.Failed, await probe.AskAsync(Patience.Token));
        Assert.Equal(ProbeResult.Good, await probe.AskAsync(Patience.Token));

        Assert.Equal("/health", Paths(backend)[^1]);
    }

    [Fact]
    public async Task Port_Refuses_IsAbsent()
    {
        using var refusing = new RefusingPort();

        Assert.Equal(ProbeResult.Absent, await Probe(refusing.Address).AskAsync(Patience.Token));
    }

    [Fact]
    public async Task Server_BreaksOff_Fails()
    {
        var backend = Backend(exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        });

        Assert.Equal(ProbeResult.Failed, await Probe(backend.Address).AskAsync(Patience.Token));
    }

    [Fact]
    public async Task Server_AcceptsAndIsSilent_FailsAfterTheTimeout()
    {
        var backend = Backend(exchange => exchange.Gone);

        var asked = Probe(backend.Address, Short).AskAsync(Patience.Token);

        Assert.Equal(ProbeResult.Failed, await asked.Within());
        await (await backend.NextAsync()).Gone.Within();
    }

    [Theory]
    [InlineData(404, ProbeResult.Failed)]
    [InlineData(200, ProbeResult.Good)]
    public async Task OwnPath_IsAskedAndNothingElse(int status, ProbeResult expected)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}", status));

        Assert.Equal(expected, await Probe(backend.Address, path: "up").AskAsync(Patience.Token));
        Assert.Equal(["/up"], Paths(backend));
    }

    [Fact]
    public async Task Probe_OfABackendWithAKeyAndAPath_SendsTheKeyBelowThePath()
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}"));
        var definition = new BackendDefinition
        {
            Name = "b1",
            Address = new Uri(backend.Address, "gpu/"),
            ApiKey = new Secret("sk-1"),
        };

        await new HealthProbe(_client, new Backend(definition), Settings(Long, null)).AskAsync(Patience.Token);

        Assert.Equal("GET /gpu/health HTTP/1.1", backend.OnlyRequest.Lines[0]);
        Assert.Equal("Bearer sk-1", backend.OnlyRequest.Header("Authorization"));
    }

    [Fact]
    public async Task Probe_ToldToStop_SaysNothingOfTheBackend()
    {
        var backend = Backend(exchange => exchange.Gone);
        using var stopping = new CancellationTokenSource();

        var asked = Probe(backend.Address).AskAsync(stopping.Token);
        await backend.NextAsync();
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.Within());
    }

    private ScriptedBackend Backend(Func<BackendExchange, Task> script)
    {
        var backend = new ScriptedBackend(script);
        _backends.Add(backend);
        return backend;
    }

    private HealthProbe Probe(Uri address, TimeSpan? timeout = null, string? path = null) => new(
        _client, new Backend(new BackendDefinition { Name = "b1", Address = address }), Settings(timeout ?? Long, path));

    private static ProbeSettings Settings(TimeSpan timeout, string? path) =>
        new(IsOn: true, Interval: Long, timeout, Jitter: 0.2, path);

    private static bool IsHealth(BackendExchange exchange) => PathOf(exchange.Request) == "/health";

    private static string[] Paths(ScriptedBackend backend) => [.. backend.Requests.Select(PathOf)];

    private static string PathOf(ReceivedRequest request) => request.Lines[0].Split(' ')[1];
}
