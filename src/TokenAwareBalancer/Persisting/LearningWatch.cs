namespace TokenAwareBalancer.Persisting;

/// <summary>Writes what is learned every so often; the last time is the host's, when all answers have ended.</summary>
internal sealed class LearningWatch(LearningStore store, TimeSpan interval, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!store.IsOn)
            return;
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
                store.Save();
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is what ends it.
        }
    }
}
