using System.Runtime.InteropServices;

namespace TokenAwareBalancer.Reloading;

/// <summary>Takes SIGHUP as a call for a reload, as web servers do, instead of as the end.</summary>
internal sealed partial class ReloadSignal : IHostedService, IDisposable
{
    private readonly ConfigurationReloader _reloader;
    private PosixSignalRegistration? _registration;

    private readonly ILogger _log;

    public ReloadSignal(ConfigurationReloader reloader, ILoggerFactory logs)
    {
        _reloader = reloader;
        _log = logs.CreateLogger("balancer.configuration");
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Without a file there is nothing to reload, and a closed terminal ends the program as it always did.
        if (_reloader.Source is not null)
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registration?.Dispose();

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _ = ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        try
        {
            await _reloader.ReloadAsync("signal");
        }
        catch (Exception exception)
        {
            // Nobody waits for it: without this line it would be lost.
            Log.Defect(_log, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6, Level = LogLevel.Error, Message = "Reloading on a signal failed by a defect")]
        public static partial void Defect(ILogger logger, Exception exception);
    }
}
