using System.Runtime.InteropServices;

namespace TokenAwareBalancer.Reloading;

/// <summary>Takes SIGHUP as a call for a reload, as web servers do, instead of as the end.</summary>
internal sealed class ReloadSignal : IHostedService, IDisposable
{
    private readonly ConfigurationReloader _reloader;
    private PosixSignalRegistration? _registration;

    public ReloadSignal(ConfigurationReloader reloader) => _reloader = reloader;

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
        _ = _reloader.ReloadAsync("signal");
    }
}
