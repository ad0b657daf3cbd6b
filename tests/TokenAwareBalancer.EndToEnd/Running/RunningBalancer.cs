using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Hosting;

namespace TokenAwareBalancer.Running;

/// <summary>
/// A balancer inside the test's process, on a free port, with backends <c>engine-0</c>, <c>engine-1</c> …
/// </summary>
internal sealed class RunningBalancer : IAsyncDisposable
{
    /// <summary>An answer's last byte may reach the client before the balancer has closed its books.</summary>
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(5);

    private readonly BalancerHost _host;

    private RunningBalancer(BalancerHost host) => _host = host;

    public Uri Address => _host.DataAddresses[0];

    /// <summary>How many times a backend was chosen for a request.</summary>
    public long LeasesOpened => _host.Gate.LeasesOpened;

    public static async Task<RunningBalancer> StartAsync(params IEnumerable<Uri> engines)
    {
        var listen = ListenAddress.Parse("127.0.0.1:0", out _)!.Value;
        var options = new BalancerOptions
        {
            Listen = [listen],
            Admin = { Listen = [] },
            Backends = [.. engines.Select(Describe)],
        };
        return new RunningBalancer(await BalancerHost.StartAsync(options, static _ => { }));
    }

    /// <summary>Fails unless every backend's ledger returns to exactly zero.</summary>
    public async Task AssertLedgersReturnToZeroAsync()
    {
        var backends = _host.Gate.Fleet.Backends;
        await Eventually.IsTrueAsync(
            () => backends.All(backend => backend.Ledger.Read() == default), SettlingTime);
        Assert.All(backends, backend => Assert.Equal(default, backend.Ledger.Read()));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    private static BackendOptions Describe(Uri engine, int index) =>
        new() { Name = $"engine-{index}", Url = engine, Models = [new() { Name = "words" }] };
}
