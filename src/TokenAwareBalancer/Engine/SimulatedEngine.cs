using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using TokenAwareBalancer.Engine.Scheduling;
using TokenAwareBalancer.Engine.Serving;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Engine;

/// <summary>An inference server that computes nothing: it takes real requests and answers in modelled time.</summary>
/// <remarks>Any number of them run in one process; they share nothing.</remarks>
internal sealed class SimulatedEngine : IAsyncDisposable
{
    /// <summary>Connections are aborted first, so nothing is left to wait for; this bounds what goes wrong.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly EngineCounters _counters;
    private readonly EngineLoop _loop;
    private readonly WebApplication _application;
    private int _isStopped;

    private SimulatedEngine(EngineOptions options, TimeProvider timeProvider)
    {
        _counters = new EngineCounters(timeProvider);
        _loop = new EngineLoop(CreateModel(options), options, _counters, timeProvider);
        var inference = new InferenceHandler(options, _counters, _loop, timeProvider, _stopping.Token);
        var application = new EngineApplication(options, _counters, inference, timeProvider);
        _application = EngineHost.Create(options.Host, options.Port, application.AnswerAsync);
        Address = new UriBuilder(Uri.UriSchemeHttp, options.Host.ToString(), options.Port).Uri;
    }

    /// <summary>Where it listens, with the port it got.</summary>
    public Uri Address { get; private set; }

    /// <exception cref="ArgumentException">Options are wrong; the message has every error.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static Task<SimulatedEngine> StartAsync(
        EngineOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(options, TimeProvider.System, cancellationToken);

    public static async Task<SimulatedEngine> StartAsync(
        EngineOptions options, TimeProvider timeProvider, CancellationToken cancellationToken = default)
    {
        var errors = EngineOptionsValidator.Validate(options);
        if (errors.Count > 0)
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));
        var engine = new SimulatedEngine(options, timeProvider);
        try
        {
            await engine._application.StartAsync(cancellationToken);
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
        var addresses = engine._application.Services.GetRequiredService<IServer>().Features
            .GetRequiredFeature<IServerAddressesFeature>();
        engine.Address = new Uri(addresses.Addresses.First());
        return engine;
    }

    public EngineSnapshot Snapshot() => _counters.Snapshot();

    /// <summary>Dies as a killed process does: every answer at hand is cut, every connection closed.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) == 1)
            return;
        // The loop first, so that connections aborted here do not count as clients that left.
        await _loop.DisposeAsync();
        await _stopping.CancelAsync();
        using var limit = new CancellationTokenSource(StopLimit);
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
        _stopping.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static EngineModel CreateModel(EngineOptions options) => EngineModel.Create(
        options.ResolveHardware(),
        new EngineVariation(options.ResolveJitter(), new SeededRandom(options.Seed, stream: -1)));
}
