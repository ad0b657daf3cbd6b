using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Discovering;

/// <summary>
/// Lets the learners ask at the start, when the fleet changes, and every five seconds, whatever goes wrong.
/// </summary>
internal sealed partial class ConcurrencyWatch : BackgroundService
{
    /// <summary>An engine that was started anew gets too much or too little for so long at most.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly ConcurrencyLearner _learner;
    private readonly LoadedModelsLearner _loaded;
    private readonly AdmissionGate _gate;
    private readonly ConfigurationInForce _configuration;
    private readonly ILogger _log;

    public ConcurrencyWatch(
        ConcurrencyLearner learner,
        LoadedModelsLearner loaded,
        AdmissionGate gate,
        ConfigurationInForce configuration,
        ILoggerFactory logs)
    {
        _learner = learner;
        _loaded = loaded;
        _gate = gate;
        _configuration = configuration;
        _log = logs.CreateLogger("balancer.discovery");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = new SemaphoreSlim(0);
        void OnReplaced(FleetSnapshot fleet) => changed.Release();
        _gate.FleetReplaced += OnReplaced;
        try
        {
            while (true)
            {
                var options = _configuration.Current.Options;
                if (!options.LearnConcurrency)
                    Forget();
                if (!options.PreferLoaded)
                    _loaded.Forget();
                await Task.WhenAll(
                    options.LearnConcurrency ? LearnAsync(_learner.LearnAsync, stoppingToken) : Task.CompletedTask,
                    options.PreferLoaded ? LearnAsync(_loaded.LearnAsync, stoppingToken) : Task.CompletedTask);
                await changed.WaitAsync(Period, stoppingToken);
            }
        }
        finally
        {
            _gate.FleetReplaced -= OnReplaced;
        }
    }

    private void Forget()
    {
        foreach (var backend in _gate.Fleet.Backends)
        {
            if (backend.LearnedMaxConcurrency is not null)
                _gate.LearnMaxConcurrency(backend, null);
        }
    }

    // A defect here must not end the host, which is what an exception of a background service does.
    private async Task LearnAsync(Func<CancellationToken, Task> learnAsync, CancellationToken stoppingToken)
    {
        try
        {
            await learnAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Defect(_log, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Asking engines failed by a defect")]
        public static partial void Defect(ILogger logger, Exception exception);
    }
}
