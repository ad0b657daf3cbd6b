using System.Collections.Concurrent;
using TokenAwareBalancer.Hosting;
using TokenAwareBalancer.Soak.Accounting;
using TokenAwareBalancer.Soak.Backends;
using TokenAwareBalancer.Soak.Clients;
using TokenAwareBalancer.Soak.Measuring;

namespace TokenAwareBalancer.Soak;

/// <summary>The balancer and its backends, from their start to their end; rounds of load are played on it.</summary>
internal sealed class SoakStage : IAsyncDisposable
{
    private const int BackendCount = 4;

    private readonly ChaosBackend[] _backends;
    private readonly BalancerHost _balancer;
    private readonly RequestBook _book;
    private readonly ConcurrentQueue<string> _errors;
    private readonly int _seed;
    private readonly SeededRandom _restarts;
    private int _rounds;

    private SoakStage(
        ChaosBackend[] backends, BalancerHost balancer, RequestBook book, ConcurrentQueue<string> errors, int seed)
    {
        _backends = backends;
        _balancer = balancer;
        _book = book;
        _errors = errors;
        _seed = seed;
        _restarts = new SeededRandom(seed, stream: -1);
    }

    /// <summary>How often a backend was taken down.</summary>
    public int Restarts { get; private set; }

    public long Leases => _balancer.Gate.LeasesOpened;

    public static async Task<SoakStage> StartAsync(RequestBook book, int seed, CancellationToken cancellationToken)
    {
        var errors = new ConcurrentQueue<string>();
        ChaosBackend[] backends =
            [.. Enumerable.Range(1, BackendCount).Select(i => new ChaosBackend($"b{i}", seed + i, book))];
        return new SoakStage(
            backends, await SoakBalancer.StartAsync(backends, errors, cancellationToken), book, errors, seed);
    }

    /// <summary>Puts load on, then lets it run out.</summary>
    public async Task PlayRoundAsync(TimeSpan duration, int clients, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(duration);
        await using var machine = new MachineWatch();
        var restarting = RestartBackendsAsync(over.Token);
        var judge = new AnswerJudge(
            timestamp => _backends.Any(backend => backend.WasDownSince(timestamp)),
            machine.WasLateSince,
            SoakBalancer.Total);
        var (http1, http2) = (_balancer.DataAddresses[0], _balancer.DataAddresses[1]);
        using (var crowd = new ClientCrowd(_book, judge, http1, http2, _seed + BackendCount + ++_rounds))
            await crowd.RunAsync(clients, over.Token);
        await restarting;
    }

    /// <summary>What is left when nothing should be: each in a sentence.</summary>
    public async Task<List<string>> FindLeftoversAsync()
    {
        var check = new StageCheck(_balancer, _backends, _book);
        await check.SettleAsync();
        return [.. check.Leftovers(), .. _errors.Select(line => $"an error in the log: {line}"),
            .. _backends.SelectMany(backend => backend.Defects).Select(defect => $"a defect of the soak: {defect}")];
    }

    public Task<string> ScrapeAsync() => Scraping.ReadAsync(_balancer.AdminAddresses[0]);

    /// <summary>Held weakly, because nothing may hold it once the balancer has been stopped.</summary>
    public WeakReference WatchGate() => new(_balancer.Gate);

    public async ValueTask DisposeAsync()
    {
        await _balancer.StopAsync();
        await _balancer.DisposeAsync();
        foreach (var backend in _backends)
            await backend.DisposeAsync();
    }

    private async Task RestartBackendsAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_restarts.NextInteger(500, 4000), cancellationToken);
                var backend = _backends[_restarts.NextInteger(0, _backends.Length - 1)];
                await backend.StopAsync();
                Restarts++;
                await Task.Delay(_restarts.NextInteger(50, 1500), CancellationToken.None);
                backend.Start();
            }
        }
        catch (OperationCanceledException)
        {
            // The round is over, and all backends are up.
        }
    }
}
