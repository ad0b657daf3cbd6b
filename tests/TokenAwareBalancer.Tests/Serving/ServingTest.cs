using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Names;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Hosting;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Serving;

/// <summary>
/// A balancer in front of scripted backends, on real sockets. When the test is over, every ledger must be at zero, and
/// nothing taken in may be counted any more.
/// </summary>
public abstract class ServingTest : IAsyncDisposable
{
    private readonly List<ScriptedBackend> _backends = [];
    private readonly ConcurrentBag<IDisposable> _clients = [];
    private BalancerHost? _balancer;
    private AdmissionGate? _gate;
    private ReceivingLimits? _taken;

    private protected RecordingLog Log { get; } = new();

    /// <summary>What the log keeps; everything costs a tenth of a millisecond a request.</summary>
    private protected LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Where the options come from, for a reload.</summary>
    private protected ConfigurationSource? Source { get; set; }

    /// <summary>Stands for DNS; null asks the real one.</summary>
    private protected INameLookup? Lookup { get; set; }

    private protected BalancerHost Balancer => _balancer ?? throw new InvalidOperationException("Not started.");

    private protected AdmissionGate Gate => _gate ?? throw new InvalidOperationException("Not started.");

    private protected Uri Address => Balancer.DataAddresses[0];

    private protected Uri AdminAddress => Balancer.AdminAddresses[0];

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            await AssertSettledAsync();
            Assert.Empty(_backends.SelectMany(backend => backend.ScriptErrors));
        }
        finally
        {
            foreach (var client in _clients)
                client.Dispose();
            DisposeClients();
            await AssertNothingIsTakenAsync();
            if (_balancer is not null)
                await _balancer.DisposeAsync();
            foreach (var backend in _backends)
                await backend.DisposeAsync();
            Log.Dispose();
        }
    }

    /// <summary>Ends what a derived class has connected.</summary>
    private protected virtual void DisposeClients()
    {
    }

    /// <summary>A backend that answers every request by <paramref name="script"/>.</summary>
    private protected ScriptedBackend Backend(Func<BackendExchange, Task> script, IPEndPoint? place = null)
    {
        var backend = new ScriptedBackend(script, place);
        _backends.Add(backend);
        return backend;
    }

    private protected ScriptedBackend[] Backends(int count, Func<BackendExchange, Task> script) =>
        [.. Enumerable.Range(0, count).Select(_ => Backend(script))];

    private protected Task StartAsync(params ScriptedBackend[] backends) => StartAsync(static _ => { }, backends);

    /// <summary>Starts a balancer on free ports; the backends are named b1, b2 and so on, in their order.</summary>
    private protected async Task StartAsync(Action<BalancerOptions> configure, params ScriptedBackend[] backends)
    {
        var options = new BalancerOptions
        {
            Listen = [ListenAddress.Parse("127.0.0.1:0", out _)!.Value],
            // Else every backend would be asked for its models at a time that no script knows.
            LearnConcurrency = false,
            PreferLoaded = false,
            Health = new HealthOptions { Probes = false },
            Scraping = new ScrapingOptions { Enabled = false },
            Admin = new AdminOptions { Listen = [ListenAddress.Parse("127.0.0.1:0", out _)!.Value] },
            Backends = [.. backends.Select((backend, i) => Option($"b{i + 1}", backend.Address))],
        };
        configure(options);
        _balancer = await BalancerHost.StartAsync(options, RecordLog, Source, Lookup, Patience.Token);
        _gate = _balancer.Gate;
        _taken = _balancer.Receiving;
    }

    private protected static BackendOptions Option(string name, Uri address, params string[] models) => new()
    {
        Name = name,
        Url = address,
        Models = models.Length == 0 ? null : [.. models.Select(model => new BackendModelOptions { Name = model })],
    };

    /// <summary>A new connection to the data port, closed after the test.</summary>
    private protected async Task<RawClient> ConnectAsync()
    {
        var client = await RawClient.ConnectAsync(Address);
        _clients.Add(client);
        return client;
    }

    /// <summary>A client that keeps its connections, closed after the test.</summary>
    private protected HttpClient CreateHttpClient(Uri? address = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address ?? Address };
        _clients.Add(client);
        return client;
    }

    /// <summary>Sends one request on a connection of its own.</summary>
    private protected async Task<RawAnswer> AskAsync(ReadOnlyMemory<byte> request)
    {
        var client = await ConnectAsync();
        return await client.AskAsync(request);
    }

    private protected Task<RawAnswer> AskChatAsync(bool stream = false) => AskAsync(Wire.PostChat(stream));

    private protected async Task<MetricsPage> ScrapeAsync()
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        var answer = await client.AskAsync(Wire.Get("/metrics"));
        Assert.Equal((int)HttpStatusCode.OK, answer.Status);
        return new MetricsPage(answer.Text);
    }

    /// <summary>Waits until nothing is in flight, and asserts it.</summary>
    private protected async Task AssertSettledAsync()
    {
        if (_gate is null)
            return;
        await Patience.UntilAsync(() => _gate.HeldRequests == 0
            && _gate.LeasesOpened == _gate.LeasesSettled
            && InFlight().All(entry => entry == default));
        Assert.All(InFlight(), entry => Assert.Equal(default, entry));
        Assert.Equal(0, _gate.HeldRequests);
        Assert.Equal(_gate.LeasesOpened, _gate.LeasesSettled);
        Assert.Equal(0, _gate.LeasesOverdue);
    }

    /// <summary>What has been taken in and is still here.</summary>
    private protected (long Requests, long BodyBytes) Taken => (_taken!.Places.Taken, _taken.Memory.TakenBytes);

    private protected LedgerEntry InFlight(int backend) => Gate.Fleet.Backends[backend].Ledger.Read();

    private async Task AssertNothingIsTakenAsync()
    {
        if (_taken is null)
            return;
        await Patience.UntilAsync(() => Taken == default);
        Assert.Equal(default, Taken);
    }

    private IEnumerable<LedgerEntry> InFlight() => Gate.Fleet.Backends.Select(backend => backend.Ledger.Read());

    private void RecordLog(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel).AddProvider(Log);
}
