using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Names;
using TokenAwareBalancer.Hosting;
using TokenAwareBalancer.Observing.Metrics;

namespace TokenAwareBalancer.Reloading;

/// <summary>Reads the configuration again when it is asked to. What cannot be used changes nothing, and is told.</summary>
internal sealed partial class ConfigurationReloader : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConfigurationSwap _swap;
    private readonly ConfigurationInForce _configuration;
    private readonly NameDiscovery _names;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private long _successes;
    private long _failures;

    public ConfigurationReloader(
        ConfigurationSwap swap,
        ConfigurationInForce configuration,
        NameDiscovery names,
        TimeProvider time,
        ILoggerFactory logs,
        ConfigurationSource? source = null)
    {
        _swap = swap;
        _configuration = configuration;
        _names = names;
        _time = time;
        _logs = logs;
        _log = logs.CreateLogger("balancer.configuration");
        Source = source;
    }

    /// <summary>Null when the balancer was started without a file: then there is nothing to read again.</summary>
    public ConfigurationSource? Source { get; }

    /// <summary>What became of the last reload; null before there was one.</summary>
    public ReloadResult? Last { get; private set; }

    /// <summary>For the metrics.</summary>
    public ConfigurationReading Reading => new(
        _configuration.Current.Generation,
        Volatile.Read(ref _successes),
        Volatile.Read(ref _failures),
        Last is { IsSuccess: false });

    /// <summary>Settings that have changed since the start and take effect at the next one.</summary>
    public IReadOnlyList<string> AwaitingRestart =>
        RestartComparison.Differences(_configuration.Started.Options, _configuration.Current.Options);

    /// <summary>Reads the file, and puts it in force if all of it is right.</summary>
    /// <param name="trigger">What called for it.</param>
    /// <exception cref="InvalidOperationException">There is no source.</exception>
    public async Task<ReloadResult> ReloadAsync(string trigger)
    {
        var source = Source ?? throw new InvalidOperationException("There is no file to read again.");
        await _turn.WaitAsync();
        try
        {
            var loaded = source.Load();
            var errors = loaded.Options is null
                ? loaded.Errors
                : AdminPortGuard.Check(_configuration.Started.Options, loaded.Options, source.File);
            var changes = errors.Count > 0 ? null : await ApplyAsync(loaded.Options!);
            Last = new ReloadResult(trigger, _time.GetUtcNow(), errors, changes);
            Tell(Last);
            return Last;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    // New names first: a fleet without their backends would refuse requests until DNS has answered.
    private async Task<FleetChanges> ApplyAsync(BalancerOptions options)
    {
        var before = _configuration.Current.Options.Discovery;
        if (!options.Discovery.IsSameAs(before))
            _names.MakeDue();
        await _names.PrepareAsync(options, CancellationToken.None);
        return _swap.Apply(options);
    }

    private void Tell(ReloadResult result)
    {
        Interlocked.Increment(ref result.IsSuccess ? ref _successes : ref _failures);
        foreach (var error in result.Errors)
            Log.Wrong(_log, $"{error}");
        if (result.Changes is not { } changes)
        {
            Log.Kept(_log, _configuration.Current.Generation, result.Trigger);
            return;
        }

        var (added, removed) = (string.Join(", ", changes.Added), string.Join(", ", changes.Removed));
        Log.Reloaded(_log, _configuration.Current.Generation, result.Trigger, added, removed);
        InsecureBackends.LogWarning(_configuration.Current.Options, _logs);
        OpenPorts.LogWarning(_configuration.Started.Options, _configuration.Current.Options, _logs);
        if (AwaitingRestart is { Count: > 0 } awaiting)
        {
            var settings = string.Join(", ", awaiting);
            Log.AwaitsRestart(_log, settings);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information,
            Message = "Configuration {Generation} is in force ({Trigger}); added: [{Added}], removed: [{Removed}]")]
        public static partial void Reloaded(
            ILogger logger, int generation, string trigger, string added, string removed);

        [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "{Error}")]
        public static partial void Wrong(ILogger logger, string error);

        [LoggerMessage(EventId = 3, Level = LogLevel.Error,
            Message = "Configuration {Generation} stays in force: the new one cannot be used ({Trigger})")]
        public static partial void Kept(ILogger logger, int generation, string trigger);

        [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "A restart is needed for: {Settings}")]
        public static partial void AwaitsRestart(ILogger logger, string settings);
    }
}
