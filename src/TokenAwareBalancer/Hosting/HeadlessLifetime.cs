namespace TokenAwareBalancer.Hosting;

/// <summary>
/// Leaves signals to whoever started the server: the default would catch a second one, which shall kill.
/// </summary>
internal sealed class HeadlessLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
