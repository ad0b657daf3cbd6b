using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Reloading;

/// <summary>Keeps one task running for each backend of the fleet, as the fleet changes.</summary>
/// <typeparam name="TSettings">What a task goes by; by other settings it is begun anew.</typeparam>
internal sealed class BackendTasks<TSettings>
    where TSettings : IEquatable<TSettings>
{
    private readonly AdmissionGate _gate;
    private readonly Func<Backend, TSettings> _settingsOf;
    private readonly Func<Backend, TSettings, CancellationToken, Task> _watchAsync;
    private readonly Dictionary<Backend, (TSettings Settings, CancellationTokenSource Stop, Task Task)> _running = [];

    /// <param name="gate">Whose fleet it is.</param>
    /// <param name="settingsOf">Read when the fleet changes.</param>
    /// <param name="watchAsync">Runs until it is cancelled, and throws for nothing else.</param>
    public BackendTasks(
        AdmissionGate gate,
        Func<Backend, TSettings> settingsOf,
        Func<Backend, TSettings, CancellationToken, Task> watchAsync)
    {
        _gate = gate;
        _settingsOf = settingsOf;
        _watchAsync = watchAsync;
    }

    /// <summary>Until it is told to stop; then ends when all its tasks have.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var changed = new SemaphoreSlim(0);
        void OnReplaced(FleetSnapshot fleet) => changed.Release();
        _gate.FleetReplaced += OnReplaced;
        try
        {
            while (true)
            {
                await FollowAsync(_gate.Fleet, stoppingToken);
                await changed.WaitAsync(stoppingToken);
            }
        }
        finally
        {
            _gate.FleetReplaced -= OnReplaced;
            foreach (var backend in _running.Keys.ToArray())
                await EndAsync(backend);
        }
    }

    private async Task FollowAsync(FleetSnapshot fleet, CancellationToken stoppingToken)
    {
        foreach (var (backend, running) in _running.ToArray())
        {
            if (!fleet.Backends.Contains(backend) || !running.Settings.Equals(_settingsOf(backend)))
                await EndAsync(backend);
        }

        foreach (var backend in fleet.Backends)
        {
            if (_running.ContainsKey(backend))
                continue;
            var settings = _settingsOf(backend);
            var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            _running[backend] = (settings, stop, _watchAsync(backend, settings, stop.Token));
        }
    }

    private async Task EndAsync(Backend backend)
    {
        _running.Remove(backend, out var running);
        await running.Stop.CancelAsync();
        try
        {
            await running.Task;
        }
        catch (OperationCanceledException)
        {
            // As told.
        }

        running.Stop.Dispose();
    }
}
